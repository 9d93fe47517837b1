import { ServerText } from '../../ui/ServerText.tsx';
import { requestLabel } from '../machine/panes/diagram-lines.ts';
import { type Exchange, responseOf } from '../machine/wire/exchange.ts';
import { redactionOf } from '../machine/wire/redact.ts';

/**
 * A message that shows a finding, as it went over the wire, every secret masked.
 *
 * @param log the messages around it: a secret that one of them names is masked in all.
 */
export function ShownMessage({ exchange, log }: { exchange: Exchange; log: readonly Exchange[] }) {
  const text = messageOf(redactionOf(log).exchange(exchange));
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

const LONGEST = 4000;

/** @param exchange masked. */
function messageOf(exchange: Exchange): { message: string; ended: string } {
  const { request, channel } = exchange;
  const answer = responseOf(exchange);
  const lines = (headers: Readonly<Record<string, string>>) =>
    Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n');
  const sent = [`${request.method} ${request.url}`, lines(request.headers)];
  if (request.body) sent.push(request.body);
  const answered = answer
    ? [String(answer.status), lines(answer.headers), pretty(answer.body)]
    : [channel === 'front' ? '' : 'No answer that this page may read.'];
  const message = [...sent, '', ...answered].join('\n');
  return {
    message: message.length > LONGEST ? `${message.slice(0, LONGEST)}\n… and more` : message,
    ended: answer ? `, ${answer.status}` : channel === 'front' ? '' : ', no answer',
  };
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
