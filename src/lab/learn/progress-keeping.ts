import type { Exchange } from '../machine/wire/exchange.ts';
import { redactionOf } from '../machine/wire/redact.ts';
import type { Evidence } from './progress-evidence.ts';

/**
 * The evidence as it may be stored. Messages to the servers of a run stay complete, so that a verifier can be hashed
 * again: these servers end with the page. Messages to other servers are masked as in a HAR.
 */
export function keepable({ log, decisions }: Evidence, origin: string): Evidence {
  const isOfTheLab = ({ request }: Exchange) => new URL(request.url).origin === origin;
  const redaction = redactionOf(log);
  return {
    log: log.map((exchange) => (isOfTheLab(exchange) ? exchange : redaction.exchange(exchange))),
    decisions,
  };
}
