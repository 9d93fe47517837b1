import type { TestServers } from './browser.ts';
import { probed, reportOn } from './reports.ts';

/** Runs the probe of a correct sign-in at these servers, and reports on the rule about it. */
export async function signInAt(servers: TestServers, clientId?: string) {
  const seen = await probed(servers);
  const evidence = clientId === undefined ? seen : { ...seen, clientId };
  const { saw, advice, fixCode, note, reason, verdict } = reportOn(evidence);
  const id = 'sign-in-works';
  return {
    evidence,
    verdict,
    saw: saw(id),
    advice: advice(id),
    fixCode: fixCode(id),
    note: note(id),
    reason: reason(id),
  };
}
