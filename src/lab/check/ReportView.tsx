import { type ReactNode, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useStore } from '../../ui/use-store.ts';
import { download } from '../machine/download.ts';
import type { Machine } from '../machine/machine.ts';
import { exportHar } from '../machine/wire/har.ts';
import { ConfirmAddresses } from './ConfirmAddresses.tsx';
import { bugReport } from './engine/bug-report.ts';
import { reportAsJson, reportAsMarkdown, SECTIONS, summaryOf } from './engine/export.ts';
import { type Finding, findingsOf } from './engine/findings.ts';
import type { ServerReport } from './engine/report.ts';
import { FindingList } from './FindingList.tsx';
import { ReportFailure } from './ReportFailure.tsx';
import { ServerForm } from './ServerForm.tsx';
import { Summary } from './Summary.tsx';

/** The variant of each export button: `primary` if the export is the next step. */
export interface ExportLooks {
  report: 'primary' | 'secondary';
  messages: 'primary' | 'secondary';
}

/** A whole report: the form for the server, the summary, the findings and the export. */
export function ReportView({
  machine,
  report,
  linked,
  renderProbes,
  exportLooks,
  onExported,
}: {
  machine: Machine;
  report: ServerReport;
  /** The server address in the link to this page. */
  linked?: string | undefined;
  /** What the page shows between the findings that require a change and the other findings. */
  renderProbes(findings: readonly Finding[]): ReactNode;
  exportLooks?: ExportLooks;
  onExported?(name: string): void;
}) {
  const { evidence, activity } = useStore(report);
  const log = useStore(machine.log);

  function exportFile(name: string, text: string): void {
    download(name, text);
    onExported?.(name);
  }

  const isExamined = evidence !== undefined && activity !== 'examining';
  const findings = isExamined ? findingsOf(evidence) : [];
  return (
    <>
      <ServerForm
        report={report}
        linked={linked}
        messages={log.length}
        summary={isExamined ? summaryOf(findings) : ''}
      />
      <ReportFailure report={report} />
      <ConfirmAddresses report={report} />
      {isExamined && (
        <>
          <Summary evidence={evidence} findings={findings} />
          {SECTIONS.slice(0, 2).map(({ title, holds }) => (
            <FindingList key={title} title={title} findings={findings.filter(holds)} log={log} />
          ))}
          {renderProbes(findings)}
          {SECTIONS.slice(2).map(({ title, holds }) => (
            <FindingList key={title} title={title} findings={findings.filter(holds)} log={log} folded />
          ))}
          <Panel title="Export">
            <div className="grid gap-3">
              <p className="text-soft text-sm">
                Codes, tokens, proofs and verifiers are masked in every file. A secret that a server repeats
                in pieces or backwards is not found, so look through a file before you attach it to a ticket.
              </p>
              <div className="flex flex-wrap gap-3">
                <CopyBugReport text={() => bugReport(evidence, findings, log)} />
                <Button
                  variant={exportLooks?.report}
                  onClick={() => exportFile('server-report.md', reportAsMarkdown(evidence, findings, log))}
                >
                  Export the report
                </Button>
                <Button
                  onClick={() => exportFile('server-report.json', reportAsJson(evidence, findings, log))}
                >
                  Export as JSON
                </Button>
                <Button
                  variant={exportLooks?.messages}
                  onClick={() => exportFile('server-report.har', exportHar(log))}
                >
                  Export the messages
                </Button>
                <Button onClick={report.forget}>Forget this report</Button>
              </div>
            </div>
          </Panel>
        </>
      )}
    </>
  );
}

/** Copies the bug report for a tracker. If the browser denies the clipboard, the button saves the report as a file. */
function CopyBugReport({ text }: { text(): string }) {
  const [status, setStatus] = useState('');

  async function copy(): Promise<void> {
    const report = text();
    try {
      await navigator.clipboard.writeText(report);
      setStatus('Copied');
    } catch {
      download('server-bug-report.md', report);
      setStatus('Saved as a file: this browser did not let the page write to the clipboard');
    }
  }

  return (
    <span className="flex flex-wrap items-center gap-3">
      <Button onClick={() => void copy()}>Copy the bug report</Button>
      <span role="status" className="text-soft text-sm">
        {status}
      </span>
    </span>
  );
}
