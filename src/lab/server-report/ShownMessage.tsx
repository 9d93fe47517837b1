import { ServerText } from '../../ui/ServerText.tsx';
import { requestLabel } from '../panes/diagram-lines.ts';
import type { Exchange } from '../wire/exchange.ts';
import { exportHar } from '../wire/har.ts';

/** A message that shows a finding, as it went over the wire, every secret masked. */
export function ShownMessage({ exchange }: { exchange: Exchange }) {
  const text = readOnce(exchange);
  return (
    <details className="rounded-control border border-rule">
      <summary className="cursor-pointer px-3 py-1.5 text-sm">
        <span className="font-mono text-faint">{exchange.id}</span> {requestLabel(exchange.request)}
        <span className="text-soft">
          , {exchange.from} → {exchange.to}
          {text.ended}
        </span>
      </summary>
      <pre className="whitespace-pre-wrap break-all border-rule border-t bg-sunken px-3 py-2 font-mono text-xs leading-5">
        <ServerText text={text.message} kind="content" />
      </pre>
    </details>
  );
}

interface HarPair {
  name: string;
  value: string;
}

/** What this file reads of a HAR entry of our own. */
interface Entry {
  request: { method: string; url: string; headers: HarPair[]; postData?: { text: string } };
  response: { status: number; headers: HarPair[]; content: { text: string } };
}

const LONGEST = 4000;

/** One message shows many findings. The log replaces an exchange when more is known of it. */
const read = new WeakMap<Exchange, ReturnType<typeof readMessage>>();

function readOnce(exchange: Exchange): ReturnType<typeof readMessage> {
  const known = read.get(exchange) ?? readMessage(exchange);
  read.set(exchange, known);
  return known;
}

/** Goes by way of the export, so that what is masked there is masked here. */
function readMessage(exchange: Exchange): { message: string; ended: string } {
  const har: { log: { entries: Entry[] } } = JSON.parse(exportHar([exchange]));
  const [entry] = har.log.entries;
  if (!entry) return { message: '', ended: '' };
  const { request, response } = entry;
  const lines = (pairs: HarPair[]) => pairs.map(({ name, value }) => `${name}: ${value}`).join('\n');
  const sent = [`${request.method} ${request.url}`, lines(request.headers), request.postData?.text];
  const answered = response.status
    ? [String(response.status), lines(response.headers), pretty(response.content.text)]
    : [exchange.channel === 'front' ? '' : 'No answer that this page may read.'];
  const message = [...sent, '', ...answered].filter((part) => part !== undefined).join('\n');
  return {
    message: message.length > LONGEST ? `${message.slice(0, LONGEST)}\n… and more` : message,
    ended: response.status ? `, ${response.status}` : exchange.channel === 'front' ? '' : ', no answer',
  };
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
