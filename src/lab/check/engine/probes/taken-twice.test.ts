import { expect, it } from 'vitest';
import { SERVER, type TestServers } from '../../testing/browser.ts';
import { withHeaders } from '../../testing/changes.ts';
import { probed, reportOn } from '../../testing/reports.ts';
import { isMcp, isTokenEndpoint } from '../../testing/requests.ts';
import { bare, corsJson, oauthError, toolList } from '../../testing/responses.ts';
import { probeOf } from './index.ts';
import type { Redemption } from './probe.ts';

interface Sent extends Request {
  form: URLSearchParams;
  token: string;
  proof: string | undefined;
}

/** Responds to the first requests of a kind. */
function atFirst(is: (sent: Sent) => boolean, respond: () => Response, times = 1): TestServers {
  let left = times;
  return {
    async instead(request) {
      if (request.method !== 'POST' || left === 0) return undefined;
      const form = new URLSearchParams(await request.clone().text());
      const token = request.headers.get('Authorization') ?? '';
      const proof = request.headers.get('DPoP') ?? undefined;
      if (!is(Object.assign(request, { form, token, proof }))) return undefined;
      left -= 1;
      return respond();
    },
  };
}

/** Refuses the first two repetitions of a request that got tokens. */
function refusingRepetition(grant: string): TestServers {
  const granted = new Set<string>();
  return {
    ...atFirst(
      ({ form }) => form.get('grant_type') === grant && granted.has(`${form}`),
      () => oauthError('invalid_grant'),
      2,
    ),
    async change(request, response) {
      if (isTokenEndpoint(request) && response.ok) granted.add(await request.clone().text());
      return response;
    },
  };
}

const tokens = () => corsJson({ access_token: 'old', token_type: 'DPoP', refresh_token: 'older' });
const isRefresh = ({ form }: Sent) => form.get('grant_type') === 'refresh_token';
const isBoundCall = (sent: Sent) => isMcp(sent) && /^(DPoP|Bearer) ey/.test(sent.token);
const OFFERED: TestServers = { policy: { dpop: 'offered' } };
const isAltered = (first?: string) => (sent: Sent) => {
  if (!isMcp(sent) || !sent.token.startsWith('Bearer ey')) return false;
  first ??= sent.token;
  return sent.token !== first;
};
const proven = (request: Request) => isTokenEndpoint(request) && request.headers.has('DPoP');

it.each<[rule: string, what: string, ...TestServers[]]>([
  [
    'revocation-works',
    'answers 405 to one revocation',
    atFirst(
      ({ url }) => url.endsWith('/revoke'),
      () => bare(405),
    ),
  ],
  ['replay-revokes', 'refuses one replayed code', refusingRepetition('authorization_code')],
  ['refresh-reuse-noticed', 'refuses one old refresh token', refusingRepetition('refresh_token')],
  ['altered-token-refused', 'repeats a list of tools', atFirst(isAltered(), toolList)],
  [
    'missing-verifier-refused',
    'repeats tokens',
    atFirst(
      (sent) => isTokenEndpoint(sent) && sent.form.has('redirect_uri') && !sent.form.has('code_verifier'),
      tokens,
    ),
  ],
  [
    'dpop-call-missing',
    'repeats a list of tools',
    OFFERED,
    atFirst((sent) => isBoundCall(sent) && /^DPoP/.test(sent.token) && !sent.proof, toolList),
  ],
  ['dpop-token-one', 'repeats tokens', OFFERED, atFirst(({ proof }) => !!proof?.includes(','), tokens)],
  [
    'dpop-refresh-bound',
    'repeats tokens',
    { policy: { dpop: 'required' } },
    atFirst((sent) => isRefresh(sent) && !sent.proof, tokens),
  ],
  [
    'sign-in-works',
    'answers 401 to one call, at a server that wants a session',
    atFirst(
      (sent) => isBoundCall(sent),
      () => bare(401),
    ),
    {
      change: (request, response) =>
        request.url === SERVER && request.method === 'POST' && response.ok
          ? corsJson({ message: 'Session not found' }, 404)
          : response,
    },
  ],
  [
    'tokens-not-kept',
    'drops Cache-Control from one response',
    { change: onceAt(isTokenEndpoint, { 'Cache-Control': undefined }) },
  ],
  [
    'dpop-readable',
    'drops Access-Control-Expose-Headers from one response',
    OFFERED,
    { change: onceAt(proven, { 'Access-Control-Expose-Headers': undefined }) },
  ],
])('%s is not broken if a proxy interferes once: it %s', async (rule, _what, ...servers) => {
  const { finding } = reportOn(await probed(Object.assign({}, ...servers)));
  expect(finding(rule)?.result).toMatch(/^(pass|not testable)$/);
});

it('a single probe shows that a server needs no verifier, although each of its codes works any number of times', async () => {
  const { probes, ...evidence } = await probed({
    policy: { verifierCheck: 'when sent', codeSingleUse: false },
  });
  const { finding } = reportOn({ ...evidence, probes: { 'no-verifier': probes['no-verifier'] } });
  expect(finding('missing-verifier-refused')?.result).toBe('fail');
});

it('the probe of a replaced refresh token waits a minute only once, although it takes its steps twice', async () => {
  let waitedMs = 0;
  const issued = (refreshToken: string) => async () => ({ accessToken: 'a', refreshToken });
  const server: Partial<Redemption> = {
    exchange: issued('r0'),
    refresh: issued('r1'),
    call: async () => true,
    wait: async (ms) => {
      waitedMs += ms;
    },
    async confirm(take) {
      await take();
      await take();
    },
  };
  // The probe calls no other member.
  await probeOf('refresh').follow(server as Redemption);
  expect(waitedMs).toBe(65_000);
});

/** Changes the headers of the first response of success to a matching POST, and of the first refusal. */
function onceAt(
  is: (request: Request) => boolean,
  headers: Record<string, string | undefined>,
): NonNullable<TestServers['change']> {
  const seen = new Set<boolean>();
  return (request, response) => {
    if (request.method !== 'POST' || !is(request) || seen.has(response.ok)) return response;
    seen.add(response.ok);
    return withHeaders(is, headers)(request, response);
  };
}
