import type { Machine } from '../../../machine/machine.ts';
import { eavesdrop } from '../../../machine/run/eavesdrop.ts';
import { type Exchange, responseOf } from '../../../machine/wire/exchange.ts';
import { mcpRequests } from '../evidence.ts';

/** Something that PKCE leaves open, and the control that closes it. */
export interface Gap {
  name: string;
  what: string;
  control: string;
  /** Runs the attack once. @throws RefusedAtServer when the control makes the server refuse. */
  play(machine: Machine, controlled: boolean): Promise<void>;
  /** The exchange that shows the gap open. */
  open(log: readonly Exchange[]): Exchange | undefined;
  /** The exchange that shows the gap closed by the control. */
  closed(log: readonly Exchange[]): Exchange | undefined;
}

const LATER_MS = 3600_000;
const SECRET_WORDS = 'the merger is off';

const byAttacker = (log: readonly Exchange[]) => log.filter(({ from }) => from === 'attacker');
const overheard = (log: readonly Exchange[]) =>
  log.filter(({ from, to }) => from === 'client' && to === 'attacker');
const auditReports = (log: readonly Exchange[]) =>
  mcpRequests(log, 'tools/call').filter(({ request }) => request.body.includes('read_audit_log'));
const namesCaller = (exchange: Exchange) => responseOf(exchange)?.body.includes('called whoami') ?? false;

/** Four attacks that succeed despite a perfect verifier. */
export const GAPS: readonly Gap[] = [
  {
    name: 'Sign in as another person',
    what: 'The server accepts any password, as development servers do. The attacker types a name and a guess; verifier, challenge and code are all valid.',
    control: 'a sign-in that asks for the password',
    async play(machine, controlled) {
      const run = machine.start({ policy: controlled ? {} : { passwordRequired: false } });
      const attacker = run.attacker({ username: 'ada', password: 'a guess' });
      await attacker.signIn();
      await attacker.callTool('whoami');
    },
    open: (log) =>
      byAttacker(log).find((exchange) => responseOf(exchange)?.headers.location?.includes('code=') ?? false),
    closed: (log) =>
      log.find(
        ({ from, serverView }) =>
          from === 'attacker' &&
          serverView.some((seen) => seen.kind === 'refused' && seen.rejection.reason === 'wrong password'),
      ),
  },
  {
    name: 'Eavesdrop on the network',
    what: 'An attacker between the two machines copies the traffic. PKCE protected the code; the call is still plain text.',
    control: 'TLS',
    async play(machine, controlled) {
      const run = machine.start({
        middleware: [eavesdrop(machine.log, { server: 'MCP server', tls: controlled })],
      });
      await run.signIn();
      await run.callTool('list_notes', { containing: SECRET_WORDS });
    },
    open: (log) => overheard(log).find(({ request }) => request.body.includes(SECRET_WORDS)),
    closed: (log) => overheard(log).find(({ request }) => /^[\w+/]+=*$/.test(request.body)),
  },
  {
    name: 'Use a stolen token an hour later',
    what: 'A bearer token works for anyone who holds it. PKCE protected only the code that bought it.',
    control: 'a lifetime of 15 minutes',
    async play(machine, controlled) {
      const run = machine.start({ policy: controlled ? {} : { accessTokenLifetimeMs: 24 * LATER_MS } });
      await run.signIn();
      await run.callTool('whoami');
      const call = mcpRequests(machine.log.getSnapshot(), 'tools/call').at(-1);
      run.advanceClock(LATER_MS);
      if (call) await run.send(call.request, 'attacker');
    },
    open: (log) =>
      mcpRequests(byAttacker(log), 'tools/call').find(
        (exchange) => stolen(log, exchange) && responseOf(exchange)?.status === 200,
      ),
    closed: (log) =>
      mcpRequests(byAttacker(log), 'tools/call').find(
        (exchange) => stolen(log, exchange) && responseOf(exchange)?.status === 401,
      ),
  },
  {
    name: 'Leave no trace',
    what: 'The attacker read data under the victim’s name. An investigation finds no records.',
    control: 'an audit log',
    async play(machine, controlled) {
      const run = machine.start({ audit: controlled });
      await run.signIn();
      await run.callTool('whoami');
      await run.callTool('read_audit_log');
    },
    open: (log) =>
      auditReports(log).find((report) => responseOf(report)?.status === 200 && !namesCaller(report)),
    closed: (log) => auditReports(log).find(namesCaller),
  },
];

/** Whether the attacker's call carries a token that the victim used before. */
function stolen(log: readonly Exchange[], { id, request }: Exchange): boolean {
  return log.some(
    (earlier) =>
      earlier.id < id &&
      earlier.from === 'client' &&
      earlier.request.headers.authorization === request.headers.authorization,
  );
}
