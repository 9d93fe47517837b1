import { type Exchange, responseOf } from '../../machine/wire/exchange.ts';
import { VICTIM } from '../attacks/stolen-code.ts';

/**
 * Uses the audit log of the MCP server to find the attacker's call that ran a tool for the victim.
 *
 * @param tool the tool that has to run. If absent, any tool counts.
 */
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
