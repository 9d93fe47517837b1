import { Link } from 'react-router-dom';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { EXPORTED } from './chapter.ts';
import { useReportView } from './report-view.ts';

/** The report on a server that the reader names, as far as it goes without leaving the chapter. */
export default function Exercise({ machine }: ExerciseProps) {
  const ReportView = useReportView();
  return (
    <ReportView
      machine={machine}
      onExported={(name) =>
        machine.answers.give(name.endsWith('.har') ? EXPORTED.messages : EXPORTED.report, name)
      }
      instead={
        <p>
          Whether it refuses what it must is found out with your own account, on{' '}
          <Link className="text-accent underline" to="/check">
            a page of its own
          </Link>
          .
        </p>
      }
    />
  );
}
