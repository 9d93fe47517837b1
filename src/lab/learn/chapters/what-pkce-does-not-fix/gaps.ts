import type { Machine } from '../../../machine/machine.ts';
import { eavesdrop } from '../../../machine/run/eavesdrop.ts';
import { answerOf, type Exchange } from '../../../machine/wire/exchange.ts';
import { mcpRequests } from '../evidence.ts';

/** Something that PKCE leaves open, and the control that closes it. */
export interface Gap {
  name: string;
  what: string;
  control: string;
  /** Plays it once. A refusal of a server, which is what the control may bring about, is thrown. */
  play(machine: Machine, controlled: boolean): Promise<void>;
  /** Shows that it was open. */
  open(log: readonly Exchange[]): Exchange | undefined;
  /** Shows that the control closed it. */
  closed(log: readonly Exchange[]): Exchange | undefined;
}

const LATER_MS = 3600_000;
const SECRET_WORDS = 'the merger is off';

const byAttacker = (log: readonly Exchange[]) => log.filter(({ from }) => from === 'attacker');
const overheard = (log: readonly Exchange[]) =>
  log.filter(({ from, to }) => from === 'client' && to === 'attacker');
const auditReports = (log: readonly Exchange[]) =>
  mcpRequests(log, 'tools/call').filter(({ request }) => request.body.includes('read_audit_log'));
const namesCaller = (exchange: Exchange) => answerOf(exchange)?.body.includes('called whoami') ?? false;

/** The four that still win against a perfect verifier. */
export const GAPS: readonly Gap[] = [
  {
    name: 'Sign in as somebody else',
    what: 'The server takes any password, as servers for development do. The attacker types a name and guesses; verifier, challenge and code are all in order.',
    control: 'a sign-in that asks for the password',
    async play(machine, controlled) {
      const run = machine.start({ policy: controlled ? {} : { passwordRequired: false } });
      const attacker = run.attacker({ username: 'ada', password: 'a guess' });
      await attacker.signIn();
      await attacker.callTool('whoami');
    },
    open: (log) =>
      byAttacker(log).find((exchange) => answerOf(exchange)?.headers.location?.includes('code=') ?? false),
    closed: (log) =>
      log.find(
        ({ from, serverView }) =>
          from === 'attacker' &&
          serverView.some((seen) => seen.kind === 'refused' && seen.rejection.reason === 'wrong password'),
      ),
  },
  {
    name: 'Read along on the line',
    what: 'Somebody between the two machines copies what passes. The token was won with PKCE; the call is plain text all the same.',
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
    what: 'A bearer token works for whoever holds it. PKCE protected the code that bought it, and that is over.',
    control: 'a life of 15 minutes',
    async play(machine, controlled) {
      const run = machine.start({ policy: controlled ? {} : { accessTokenLifetimeMs: 24 * LATER_MS } });
      await run.signIn();
      await run.callTool('whoami');
      const call = mcpRequests(machine.log.getSnapshot(), 'tools/call').at(-1);
      run.pass(LATER_MS);
      if (call) await run.send(call.request, 'attacker');
    },
    open: (log) =>
      mcpRequests(byAttacker(log), 'tools/call').find(
        (exchange) => stolen(log, exchange) && answerOf(exchange)?.status === 200,
      ),
    closed: (log) =>
      mcpRequests(byAttacker(log), 'tools/call').find(
        (exchange) => stolen(log, exchange) && answerOf(exchange)?.status === 401,
      ),
  },
  {
    name: 'Come and go without a trace',
    what: 'Something was read under the victim’s name. Whoever looks afterwards finds nothing to look at.',
    control: 'an audit log',
    async play(machine, controlled) {
      const run = machine.start({ audit: controlled });
      await run.signIn();
      await run.callTool('whoami');
      await run.callTool('read_audit_log');
    },
    open: (log) =>
      auditReports(log).find((report) => answerOf(report)?.status === 200 && !namesCaller(report)),
    closed: (log) => auditReports(log).find(namesCaller),
  },
];

/** Whether the attacker's call carries a token that the victim had used before. */
function stolen(log: readonly Exchange[], { id, request }: Exchange): boolean {
  return log.some(
    (earlier) =>
      earlier.id < id &&
      earlier.from === 'client' &&
      earlier.request.headers.authorization === request.headers.authorization,
  );
}
