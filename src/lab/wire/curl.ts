import { annotate, mask } from './annotate.ts';
import { type Exchange, parametersOf } from './exchange.ts';

/**
 * The request as a curl command, secrets masked: what is pasted into a ticket should not sign anybody in.
 */
export function curlCommand(exchange: Exchange): string {
  const { method, headers } = exchange.request;
  const { url, body } = redactedParts(exchange);
  const lines = [`curl -i${method === 'GET' ? '' : ` -X ${method}`} ${quote(url)}`];
  for (const [name, value] of Object.entries(headers)) {
    const shown = annotate(name, exchange).secret ? `Bearer ${mask(value)}` : value;
    lines.push(`  -H ${quote(`${name}: ${shown}`)}`);
  }
  if (body) lines.push(`  --data-raw ${quote(body)}`);
  return lines.join(' \\\n');
}

/** Address and body of a request with every secret parameter masked. */
function redactedParts(exchange: Exchange): { url: string; body: string } {
  const { request } = exchange;
  const secrets = parametersOf(request).filter(([name]) => annotate(name, exchange).secret);
  // By name, not by value: a form writes the same value in more than one way.
  const redact = (text: string) =>
    secrets.reduce(
      (redacted, [name, value]) =>
        redacted.replace(new RegExp(`((?:^|[?&])${name}=)[^&#]*`, 'g'), `$1${mask(value)}`),
      text,
    );
  return { url: redact(request.url), body: redact(request.body) };
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
