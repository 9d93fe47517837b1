import { type ReactNode, useState } from 'react';
import { useLiveNetwork } from '../machine/live-network.ts';
import type { Machine } from '../machine/machine.ts';
import { createServerReport } from './engine/report.ts';
import { type ExportLooks, ReportView } from './ReportView.tsx';

/** A report without the probes, because a probe needs an account and leaves the page. */
export function UnprobedReport({
  machine,
  instead,
  exportLooks,
  onExported,
}: {
  machine: Machine;
  /** Shown in place of the probes. */
  instead: ReactNode;
  exportLooks: ExportLooks;
  onExported(name: string): void;
}) {
  const network = useLiveNetwork();
  const [report] = useState(() =>
    createServerReport({ machine, network, pageOrigin: location.origin, navigate() {} }),
  );
  return (
    <ReportView
      machine={machine}
      report={report}
      exportLooks={exportLooks}
      onExported={onExported}
      renderProbes={() => instead}
    />
  );
}
