import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useStore } from '../../ui/use-store.ts';
import { download } from '../machine/download.ts';
import type { Machine } from '../machine/machine.ts';
import { exportHar } from '../machine/wire/har.ts';
import { ConfirmAddresses } from './ConfirmAddresses.tsx';
import { CopyBugReport } from './CopyBugReport.tsx';
import { bugReport } from './engine/bug-report.ts';
import { reportAsJson, reportAsMarkdown, SECTIONS, summaryOf } from './engine/export.ts';
import { type Finding, findingsOf } from './engine/findings.ts';
import type { ServerReport } from './engine/report.ts';
import { FindingList } from './FindingList.tsx';
import { Summary } from './Summary.tsx';
import { WhichServer } from './WhichServer.tsx';

/** A report from the question to the files: the server, the summary, what is broken first, and the rest. */
export function ReportView({
  machine,
  report,
  linked,
  probing,
  onTaken,
}: {
  machine: Machine;
  report: ServerReport;
  /** The server that the link to this page names. */
  linked?: string | undefined;
  /** What stands between the findings that call for something and the others. */
  probing(findings: readonly Finding[]): ReactNode;
  onTaken?(name: string): void;
}) {
  const { evidence, doing, failure } = useStore(report);
  const log = useStore(machine.log);

  function take(name: string, text: string): void {
    download(name, text);
    onTaken?.(name);
  }

  const looked = evidence !== undefined && doing !== 'looking';
  const findings = looked ? findingsOf(evidence) : [];
  return (
    <>
      <WhichServer
        report={report}
        linked={linked}
        messages={log.length}
        summary={looked ? summaryOf(findings) : ''}
      />
      {failure && (
        <Notice tone="bad" title="The report stopped">
          {failure}
        </Notice>
      )}
      <ConfirmAddresses report={report} />
      {looked && (
        <>
          <Summary evidence={evidence} findings={findings} />
          {SECTIONS.slice(0, 2).map(({ title, holds }) => (
            <FindingList key={title} title={title} findings={findings.filter(holds)} log={log} />
          ))}
          {probing(findings)}
          {SECTIONS.slice(2).map(({ title, holds }) => (
            <FindingList key={title} title={title} findings={findings.filter(holds)} log={log} folded />
          ))}
          <Panel title="Take it along">
            <div className="grid gap-3">
              <p className="text-soft text-sm">
                Codes, tokens and verifiers are masked in each of them, so that they can be put into a ticket.
              </p>
              <div className="flex flex-wrap gap-3">
                <CopyBugReport text={() => bugReport(evidence, findings, log)} />
                <Button onClick={() => take('server-report.md', reportAsMarkdown(evidence, findings, log))}>
                  Take the report along
                </Button>
                <Button onClick={() => take('server-report.json', reportAsJson(evidence, findings, log))}>
                  Take it along as JSON
                </Button>
                <Button onClick={() => take('server-report.har', exportHar(log))}>
                  Take the messages along
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
