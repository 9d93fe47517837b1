import { useStore } from '../../../../ui/use-store.ts';
import type { Run } from '../../../machine/run/run.ts';
import { type Exchange, membersOf, responseOf } from '../../../machine/wire/exchange.ts';
import { IN_ADVANCE, type Way } from './ways.ts';

/** Shows the server's record of the client, and who vouches for the client. */
export function RegisteredAs({ run, way }: { run: Run; way: Way }) {
  const { rows } = useStore(run.tables);
  const client = rows.clients.findLast(({ clientId, registration }) =>
    way === IN_ADVANCE ? clientId === way.identification.clientId : registration !== undefined,
  );
  if (!client) return null;
  return (
    <Rows
      title="What the server knows of the client"
      rows={[
        ['client ID', client.clientId],
        ['name', client.clientName],
        ['redirect URI', client.redirectUris.join(' ')],
      ]}
      note={`Vouched for by ${way.vouchedBy}.`}
    />
  );
}

const KNOWN_HOW: Readonly<Record<string, string>> = {
  'in advance': 'The operator registered this app.',
  dynamic: 'This app registered itself. Its name is not verified.',
  'metadata document': 'This app describes itself at the address that is its client ID.',
};

/** Shows what the person last saw on the page of the server. After a refusal, shows nothing. */
export function PageShown({ log }: { log: readonly Exchange[] }) {
  const opened = log.findLast(
    ({ channel, request }) =>
      channel === 'front' && request.method === 'GET' && request.url.includes('/authorize?'),
  );
  const { client } = membersOf(opened && responseOf(opened));
  const { id, name, redirectHost, registration }: Record<string, unknown> = Object(client);
  if (typeof name !== 'string') return null;
  return (
    <Rows
      title="What the page shows to the person"
      rows={[
        ['name', name],
        ['client ID', String(id)],
        ['returns to', String(redirectHost)],
      ]}
      note={KNOWN_HOW[String(registration)] ?? ''}
    />
  );
}

function Rows({
  title,
  rows,
  note,
}: {
  title: string;
  rows: readonly (readonly [string, string])[];
  note: string;
}) {
  return (
    <section className="min-w-0">
      <h3 className="font-semibold">{title}</h3>
      <dl className="grid gap-1 text-sm">
        {rows.map(([term, value]) => (
          <div key={term} className="grid gap-x-3 sm:grid-cols-[7rem_minmax(0,1fr)]">
            <dt className="text-soft">{term}</dt>
            <dd className="break-all font-mono">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-1 text-soft text-sm">{note}</p>
    </section>
  );
}
