import type { Run } from '../../../machine/run/run.ts';

/** A sign-in, and the value that changes on the way, if there is such a value. */
export interface Way {
  name: string;
  change?: Change;
}

export interface Change {
  parameter: string;
  /** The request on its way out, or the response on its way back. */
  on: 'request' | 'response';
  /** Returns the new value. The attacker may have to sign in first to get this value. */
  to(run: Run): Promise<string>;
  /** What an attacker would gain if the value were not compared. */
  gain: string;
}

const ELSEWHERE = 'https://elsewhere.example/';
const SIGNED_IN_AS_ATTACKER =
  'you, signed in to the account of the attacker. You would not notice, and the attacker reads what you write there.';

/** The honest round trip, and then the changes to try. */
export const WAYS: readonly [Way, ...Way[]] = [
  { name: 'Change nothing' },
  {
    name: 'Change the state',
    change: {
      parameter: 'state',
      on: 'response',
      to: async () => 'of-another-tab',
      gain: `a callback that your tab did not ask for. If it has the attacker’s code, the attacker gains ${SIGNED_IN_AS_ATTACKER}`,
    },
  },
  {
    name: 'Change the issuer',
    change: {
      parameter: 'iss',
      on: 'response',
      to: async () => ELSEWHERE,
      gain: 'your code. An app that knows two servers would send the code to the token endpoint of the wrong server, which belongs to the attacker.',
    },
  },
  {
    name: 'Replace the code by the attacker’s',
    change: {
      parameter: 'code',
      on: 'response',
      // The attacker signs in first, at the same client, and stops at the response.
      to: async (run) => new URL(await run.attacker().authorize()).searchParams.get('code') ?? '',
      gain: SIGNED_IN_AS_ATTACKER,
    },
  },
  {
    name: 'Change the redirect_uri',
    change: {
      parameter: 'redirect_uri',
      on: 'request',
      to: async () => ELSEWHERE,
      gain: 'your code: the server would send it to an address of the attacker.',
    },
  },
];

export interface Changed {
  from: string;
  to: string;
}

/** Signs a person in, and changes the value. @throws OAuthError as the client does. */
export async function signInBy(
  { change }: Way,
  run: Run,
  onChanged: (changed: Changed) => void = () => {},
): Promise<void> {
  if (!change) return run.signIn();
  const to = await change.to(run);
  return run.signIn({
    [change.on]({ searchParams }: URL) {
      onChanged({ from: searchParams.get(change.parameter) ?? '', to });
      searchParams.set(change.parameter, to);
    },
  });
}
