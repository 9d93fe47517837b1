import { useState } from 'react';
import { Link } from 'react-router-dom';
import { useLiveNetwork } from '../../live-network.ts';
import type { ExerciseProps } from '../../machine.ts';
import { ReportView } from '../../server-report/ReportView.tsx';
import { createServerReport } from '../../server-report/report.ts';
import { EXPORTED } from './chapter.ts';

/** The report on a server that the reader names, as far as it goes without leaving the chapter. */
export default function Exercise({ machine }: ExerciseProps) {
  const network = useLiveNetwork();
  const [report] = useState(() =>
    createServerReport({ machine, network, pageOrigin: location.origin, navigate() {} }),
  );
  return (
    <ReportView
      machine={machine}
      report={report}
      onTaken={(name) =>
        machine.answers.give(name.endsWith('.har') ? EXPORTED.messages : EXPORTED.report, name)
      }
      probing={() => (
        <p>
          Whether it refuses what it must is found out with your own account, on{' '}
          <Link className="text-accent underline" to="/check">
            a page of its own
          </Link>
          .
        </p>
      )}
    />
  );
}
