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

/** The form for the address of the server. It says what this page will send. */
export function ServerForm({
  report,
  linked,
  messages,
  summary,
}: {
  report: ServerReport;
  /** The server address in the link to this page. */
  linked?: string | undefined;
  messages: number;
  /** The result of the last examination, or an empty string. */
  summary: string;
}) {
  const { activity, evidence } = useStore(report);
  const [serverUrl, setServerUrl] = useState<string>();
  const [clientId, setClientId] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const server = serverUrl ?? linked ?? evidence?.serverUrl ?? OWN_SERVER;
  // A client ID belongs to one server, and no other server needs to learn it.
  const known = linked === undefined || linked === evidence?.serverUrl ? evidence?.clientId : undefined;
  const client = clientId ?? known ?? (server === OWN_SERVER ? OWN_CLIENT : '');

  const isChecked = summary !== '' && server === evidence?.serverUrl;

  function submit(event: FormEvent): void {
    event.preventDefault();
    try {
      readServerAddress(server);
      setProblem(undefined);
      void report.examine(server, client.trim());
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  }

  return (
    <Panel title="Server">
      <form onSubmit={submit} className="grid gap-4" noValidate>
        <Field
          label="MCP server URL"
          hint="This page sends requests to this server. If its metadata names addresses on other origins, you confirm them first. To see how the server refuses, this page sends a made-up token and a made-up code. No request carries a credential of yours or a cookie, and none registers a client."
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
          hint="The ID of this app at the authorization server. Some servers respond only to pages of a registered client."
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
        {server === linked && linked !== evidence?.serverUrl && activity === 'idle' && (
          <Notice tone="info" title="A link chose this address">
            Nothing has been sent to it. Check it only if you expect this address: the requests come from this
            browser, which may reach servers that others cannot.
          </Notice>
        )}
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant={isChecked ? 'secondary' : 'primary'} pending={activity !== 'idle'}>
            Check this server
          </Button>
          {activity !== 'idle' && <Button onClick={report.stop}>Stop</Button>}
          <p role="status" className="text-soft text-sm">
            {activity === 'idle' ? summary : ACTIVITY_TEXT[activity]}
            {activity !== 'idle' && messages > 0 && `, message ${messages}`}
          </p>
        </div>
      </form>
    </Panel>
  );
}

const ACTIVITY_TEXT: Record<Exclude<ReportState['activity'], 'idle'>, string> = {
  examining: 'Checking the server',
  probing: 'Running a probe',
  registering: 'Registering this app',
};
