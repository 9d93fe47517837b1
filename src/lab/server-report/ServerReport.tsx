import { CircleCheck, CircleHelp, CircleX } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { CONTROL, Field } from '../../ui/Field.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { EXPORTED } from '../chapters/your-server/chapter.ts';
import { download } from '../download.ts';
import { useLiveNetwork } from '../live-network.ts';
import type { Machine } from '../machine.ts';
import { useAction } from '../use-action.tsx';
import type { Exchange } from '../wire/exchange.ts';
import { exportHar } from '../wire/har.ts';
import { examineServer } from './examine.ts';
import { type Finding, findingsOf, reportAsMarkdown } from './findings.ts';

interface Report {
  serverUrl: string;
  exchanges: readonly Exchange[];
  findings: readonly Finding[];
}

/** Asks for a server, looks at it, and shows what was found. */
export function ServerReport({ machine }: { machine: Machine }) {
  const { pending, failure, start } = useAction();
  const network = useLiveNetwork();
  const [report, setReport] = useState<Report>();
  const [serverUrl, setServerUrl] = useState(`${location.origin}/mcp`);

  function examine(event: FormEvent): void {
    event.preventDefault();
    setReport(undefined);
    start(async () => {
      const exchanges = await examineServer(machine, network, serverUrl);
      setReport({ serverUrl, exchanges, findings: findingsOf(exchanges) });
    });
  }

  function take(name: string, text: string): void {
    download(name, text);
    machine.answers.give(EXPORTED, name);
  }

  return (
    <>
      <Panel title="Look at a server">
        <form onSubmit={examine} className="grid gap-3">
          <Field
            label="MCP server URL"
            hint="Asked are this server and the authorization server it names. No credential is sent."
            control={(ids) => (
              <input
                {...ids}
                inputMode="url"
                className={`${CONTROL} font-mono text-sm`}
                value={serverUrl}
                onChange={({ target }) => setServerUrl(target.value)}
              />
            )}
          />
          <div>
            <Button type="submit" variant="primary" pending={pending}>
              Look at it
            </Button>
          </div>
          {failure}
        </form>
      </Panel>
      {report && (
        <Panel
          title="What was found"
          aside={report.serverUrl}
          foot={
            <>
              <Button
                onClick={() => take('server-report.md', reportAsMarkdown(report.serverUrl, report.findings))}
              >
                Take the report along
              </Button>
              <Button onClick={() => take('server-report.har', exportHar(report.exchanges))}>
                Take the messages along
              </Button>
            </>
          }
        >
          <ul className="grid gap-3">
            {report.findings.map((finding) => (
              <OneFinding key={finding.rule} {...finding} />
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

const LOOK = {
  pass: { Icon: CircleCheck, ink: 'text-ok' },
  fail: { Icon: CircleX, ink: 'text-bad' },
  'not testable': { Icon: CircleHelp, ink: 'text-soft' },
};

function OneFinding({ rule, result, clause, exchangeId, fix }: Finding) {
  const { Icon, ink } = LOOK[result];
  return (
    <li className="flex gap-2">
      <Icon aria-hidden className={`mt-1 size-4 shrink-0 ${ink}`} />
      <div>
        <p>
          {rule}: <span className={`font-semibold ${ink}`}>{result}</span>
        </p>
        <p className="text-soft text-sm">
          <a className="text-accent underline" href={clause.url}>
            {clause.label}
          </a>
          {exchangeId !== undefined && `, message ${exchangeId}`}
        </p>
        {fix && <p className="text-sm">{fix}</p>}
      </div>
    </li>
  );
}
