import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { CONTROL, Field } from '../../ui/Field.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useStore } from '../../ui/use-store.ts';
import { readServerAddress } from './engine/address.ts';
import type { ReportState, ServerReport } from './engine/report.ts';

const OWN_SERVER =
  import.meta.env.VITE_MCP_SERVER_URL || new URL(`${import.meta.env.BASE_URL}mcp`, location.origin).href;
const OWN_CLIENT = import.meta.env.VITE_CLIENT_ID || 'this-app';

/** Asks which server, and says what is asked of it. */
export function WhichServer({
  report,
  linked,
  messages,
  summary,
}: {
  report: ServerReport;
  /** The server that the link to this page names. */
  linked?: string | undefined;
  messages: number;
  /** How the last look ended, if it has. */
  summary: string;
}) {
  const { doing, evidence } = useStore(report);
  const [serverUrl, setServerUrl] = useState<string>();
  const [clientId, setClientId] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const server = serverUrl ?? linked ?? evidence?.serverUrl ?? OWN_SERVER;
  // No other server knows this client, and none needs to hear of it.
  const known = linked === undefined || linked === evidence?.serverUrl ? evidence?.clientId : undefined;
  const client = clientId ?? known ?? (server === OWN_SERVER ? OWN_CLIENT : '');

  function look(event: FormEvent): void {
    event.preventDefault();
    try {
      readServerAddress(server);
      setProblem(undefined);
      void report.look(server, client.trim());
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  }

  return (
    <Panel title="Look at a server">
      <form onSubmit={look} className="grid gap-4" noValidate>
        <Field
          label="MCP server URL"
          hint="This server is asked. Addresses on other origins that its metadata names are shown to you before anything is sent to them. No credential and no cookie is sent, and nothing is registered."
          error={problem}
          control={(ids) => (
            <input
              {...ids}
              inputMode="url"
              spellCheck={false}
              autoComplete="off"
              className={`${CONTROL} font-mono text-sm`}
              value={server}
              onChange={({ target }) => setServerUrl(target.value)}
            />
          )}
        />
        <Field
          label="Client ID (optional)"
          hint="As its authorization server knows this app. Some answer only pages of a client that they know."
          control={(ids) => (
            <input
              {...ids}
              spellCheck={false}
              autoComplete="off"
              className={`${CONTROL} font-mono text-sm`}
              value={client}
              onChange={({ target }) => setClientId(target.value)}
            />
          )}
        />
        {server === linked && linked !== evidence?.serverUrl && doing === 'nothing' && (
          <Notice tone="info" title="A link chose this address">
            Nothing has been sent to it. Look at it only if you expect it: the requests leave from this
            browser, which may reach what others cannot.
          </Notice>
        )}
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant="primary" pending={doing !== 'nothing'}>
            Look at it
          </Button>
          {doing !== 'nothing' && <Button onClick={report.stop}>Stop</Button>}
          <p role="status" className="text-soft text-sm">
            {doing === 'nothing' ? summary : IN_WORDS[doing]}
            {doing !== 'nothing' && messages > 0 && `, message ${messages}`}
          </p>
        </div>
      </form>
    </Panel>
  );
}

const IN_WORDS: Record<Exclude<ReportState['doing'], 'nothing'>, string> = {
  looking: 'Looking',
  probing: 'A probe is under way',
  registering: 'Registering',
};
