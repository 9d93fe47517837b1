import type { Exchange } from '../machine/wire/exchange.ts';
import { redactionOf } from '../machine/wire/redact.ts';
import type { Evidence } from './progress-evidence.ts';

/**
 * The evidence in the form that may be stored. The servers of a run end with the page, so their codes and tokens are
 * worthless afterwards; their messages stay complete, and a verifier can be hashed again. Messages to servers outside
 * this tab are masked as in a HAR.
 *
 * @param origin the origin of the servers of a run.
 */
export function keepable({ log, decisions }: Evidence, origin: string): Evidence {
  const isOfTheLab = ({ request }: Exchange) => new URL(request.url).origin === origin;
  const redaction = redactionOf(log);
  return {
    log: log.map((exchange) => (isOfTheLab(exchange) ? exchange : redaction.exchange(exchange))),
    decisions,
  };
}
