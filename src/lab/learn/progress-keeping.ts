import type { Exchange } from '../machine/wire/exchange.ts';
import { redactionOf } from '../machine/wire/redact.ts';
import type { Evidence } from './progress-evidence.ts';

/**
 * The evidence as it may outlive its page. The servers of a run end with the page, and with them whatever their codes
 * and tokens could open, so those messages stay whole: a verifier can be hashed again. What went to a server outside
 * this tab is masked as in a HAR.
 *
 * @param origin where the servers of a run pretend to be.
 */
export function keepable({ log, decisions }: Evidence, origin: string): Evidence {
  const isOfTheLab = ({ request }: Exchange) => new URL(request.url).origin === origin;
  const redaction = redactionOf(log);
  return {
    log: log.map((exchange) => (isOfTheLab(exchange) ? exchange : redaction.exchange(exchange))),
    decisions,
  };
}
