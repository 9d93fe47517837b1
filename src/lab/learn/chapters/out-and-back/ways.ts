import type { Run, Tampering } from '../../../machine/run/run.ts';

/** A change on the way out or back. */
export interface Way {
  name: string;
  /** Prepares the change for a run, which may take a sign-in of the attacker. */
  tampering(run: Run): Promise<Tampering>;
}

const ELSEWHERE = 'https://elsewhere.example/';

/** The changes to try, the honest round trip first. */
export const WAYS: readonly [Way, ...Way[]] = [
  { name: 'Change nothing', tampering: async () => ({}) },
  {
    name: 'Change the state',
    tampering: async () => ({
      response: ({ searchParams }) => searchParams.set('state', 'of-another-tab'),
    }),
  },
  {
    name: 'Change the issuer',
    tampering: async () => ({ response: ({ searchParams }) => searchParams.set('iss', ELSEWHERE) }),
  },
  {
    name: 'Change the code for the attacker’s',
    async tampering(run) {
      // The attacker signs in first, at the same client, and stops at the response.
      const code = new URL(await run.attacker().authorize()).searchParams.get('code') ?? '';
      return { response: ({ searchParams }) => searchParams.set('code', code) };
    },
  },
  {
    name: 'Change the redirect_uri',
    tampering: async () => ({
      request: ({ searchParams }) => searchParams.set('redirect_uri', ELSEWHERE),
    }),
  },
];
