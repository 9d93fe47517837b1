import { type Exchange, responseOf } from '../../machine/wire/exchange.ts';
import { VICTIM } from '../attacks/stolen-code.ts';

/** @param tool the tool that the attacker has to run for the victim. If absent, any tool counts. */
export function ranAsVictim(log: readonly Exchange[], tool?: string): Exchange | undefined {
  const wanted = (event: string) =>
    tool === undefined ? event.startsWith('called ') : event === `called ${tool}`;
  return log.find(
    (exchange) =>
      exchange.from === 'attacker' &&
      responseOf(exchange)?.status === 200 &&
      exchange.serverView.some(
        (seen) =>
          seen.kind === 'wrote down' &&
          seen.entry.by === 'MCP server' &&
          seen.entry.subject === VICTIM &&
          wanted(seen.entry.event),
      ),
  );
}
