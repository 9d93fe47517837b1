import { expect, it } from 'vitest';
import { createGate } from '../../../machine/debugger/gate.ts';
import { createWireLog } from '../../../machine/wire/wire-log.ts';
import { createReportClient } from '../report-client.ts';
import type { Redemption, StepName } from './probe.ts';
import { createRedemption } from './redemption.ts';
import type { ProbeSettings } from './requests.ts';

const AS = 'https://as.example';
const MCP = 'https://mcp.example/mcp';
const SETTINGS: ProbeSettings = {
  ...{ serverUrl: MCP, resource: 'r', issuer: AS, issPromised: true, scope: undefined, clientId: 'this-app' },
  ...{
    authorizationEndpoint: `${AS}/authorize`,
    pushedRequestEndpoint: undefined,
    tokenEndpoint: `${AS}/token`,
  },
  ...{ revocationEndpoint: `${AS}/revoke`, redirectUri: '/back', dpop: 'off' },
};

/** A response; `undefined` if it gets lost. */
type Answer = [status: number, body?: object, headers?: Record<string, string>] | undefined;
const ISSUED: Answer = [200, { access_token: 'a1', token_type: 'DPoP' }];
const NO_SESSION: Answer = [400, { message: 'No session.' }];
const BEGUN: Answer = [200, {}, { 'Mcp-Session-Id': 's1' }];
const REFUSED: Answer = [400, { error: 'invalid_grant' }];
const DONE: Answer = [204];

type Act = (redemption: Redemption) => Promise<unknown>;
const call: Act = (redemption) => redemption.call('call', 'a1');
const queried: Act = (redemption) => redemption.call('call with the token in the query', 'a1', 'query');
const exchanged =
  (name: StepName, kind?: 'wrong htm'): Act =>
  ({ exchange }) =>
    exchange(name, {}, kind);
const deviating = exchanged('deviating exchange');
const proven =
  (kind: 'right' | 'none' | 'as bearer' | 'wrong ath' | 'no nonce'): Act =>
  ({ callWithProof }) =>
    callWithProof(kind === 'right' ? 'call with a proof' : `call, ${kind}`, { accessToken: 'a1' }, kind);

/** What a probe does, and the responses that it gets. A probe whose name begins with “a bound” sends proofs. */
const PROBES: readonly [string, Act[], Answer[]][] = [
  ['a call', [call], [[200, {}]]],
  ['a call without a session', [call], [NO_SESSION, BEGUN, DONE]],
  ['a call with a token for no session', [call], [[401, { message: 'No session.' }]]],
  ['a bound call without a session', [call], [NO_SESSION, BEGUN, DONE]],
  ['a bound query', [queried], [REFUSED, REFUSED]],
  ['a bound exchange', [exchanged('right exchange')], [ISSUED]],
  ['a wrong proof', [exchanged('token request, wrong htm', 'wrong htm')], [REFUSED, REFUSED]],
  ['a refusal by a busy server', [deviating], [[503, { error: 'invalid_grant' }]]],
  ['a refusal without an error', [deviating], [[404, { message: 'No.' }]]],
  ['a refusal, and then tokens', [deviating], [REFUSED, ISSUED]],
  ['a lost exchange', [deviating, deviating], [undefined, undefined]],
  ['two lost calls', [call, queried], [undefined, undefined]],
  ['a lost revocation', [({ revoke }) => revoke('revoke', { accessToken: 'a1' })], [undefined]],
  ['a refresh', [({ refresh }) => refresh('refresh', 'r0')], [ISSUED]],
  [
    'an exchange without a resource',
    [({ exchange }) => exchange('right exchange', { resource: undefined })],
    [[200]],
  ],
  ['no refresh token', [({ refresh }) => refresh('refresh', undefined)], []],
  ['no token', [({ call }) => call('call', undefined), ({ revoke }) => revoke('revoke', undefined)], []],
  [
    'a refresh token to revoke',
    [({ revoke }) => revoke('revoke', { accessToken: 'a1', refreshToken: 'r1' })],
    [DONE],
  ],
  ['cookies', [({ requestWithCookies }) => requestWithCookies()], [[401], [400]]],
  ['a right proof and no proof', [proven('right'), proven('none')], [[200, {}], REFUSED, REFUSED]],
  ['a token as a bearer token', [proven('as bearer')], [[503]]],
  ['a wrong proof of a call', [proven('wrong ath'), proven('no nonce')], [REFUSED, REFUSED]],
];

/** The requests of each probe, and each step that follows. */
const EXPECTED = `
a call: POST mcp.example/mcp json tools/list Bearer a1 JSON, text/event-stream; = call: 200 {}
a call without a session: POST mcp.example/mcp json tools/list Bearer a1 JSON, text/event-stream; = call: 400 {description:No session.}; POST mcp.example/mcp json initialize Bearer a1 JSON, text/event-stream; = handshake with the token: 200 {session:true}; DELETE mcp.example/mcp Bearer a1
a call with a token for no session: POST mcp.example/mcp json tools/list Bearer a1 JSON, text/event-stream; = call: 401 {description:No session.}
a bound call without a session: POST mcp.example/mcp json tools/list DPoP a1 with a proof JSON, text/event-stream; = call: 400 {description:No session.,proof:true}; POST mcp.example/mcp json initialize DPoP a1 with a proof JSON, text/event-stream; = handshake with the token: 200 {session:true,proof:true}; DELETE mcp.example/mcp DPoP a1 with a proof
a bound query: POST mcp.example/mcp?access_token=a1 json tools/list with a proof JSON, text/event-stream; = call with the token in the query: 400 {error:invalid_grant,proof:true}; POST mcp.example/mcp?access_token=a1 json tools/list with a proof JSON, text/event-stream; = call with the token in the query: 400 {error:invalid_grant,proof:true}
a bound exchange: POST as.example/token x-www-form-urlencoded grant_type=authorization_code&code=c&code_verifier=v&client_id=this-app&redirect_uri=%2Fback&resource=r with a proof JSON; = right exchange: 200 {token:{refreshToken:false,idToken:false,type:DPoP},proof:true}
a wrong proof: POST as.example/token x-www-form-urlencoded grant_type=authorization_code&code=c&code_verifier=v&client_id=this-app&redirect_uri=%2Fback&resource=r with a proof JSON; = token request, wrong htm: 400 {error:invalid_grant,proof:true}; POST as.example/token x-www-form-urlencoded grant_type=authorization_code&code=c&code_verifier=v&client_id=this-app&redirect_uri=%2Fback&resource=r with a proof JSON; = token request, wrong htm: 400 {error:invalid_grant,proof:true}
a refusal by a busy server: POST as.example/token x-www-form-urlencoded grant_type=authorization_code&code=c&code_verifier=v&client_id=this-app&redirect_uri=%2Fback&resource=r JSON; = deviating exchange: 503 {error:invalid_grant}
a refusal without an error: POST as.example/token x-www-form-urlencoded grant_type=authorization_code&code=c&code_verifier=v&client_id=this-app&redirect_uri=%2Fback&resource=r JSON; = deviating exchange: 404 {description:No.}
a refusal, and then tokens: POST as.example/token x-www-form-urlencoded grant_type=authorization_code&code=c&code_verifier=v&client_id=this-app&redirect_uri=%2Fback&resource=r JSON; = deviating exchange: 400 {error:invalid_grant}; POST as.example/token x-www-form-urlencoded grant_type=authorization_code&code=c&code_verifier=v&client_id=this-app&redirect_uri=%2Fback&resource=r JSON; = deviating exchange: 200 {token:{refreshToken:false,idToken:false,type:DPoP}}
a lost exchange: POST as.example/token x-www-form-urlencoded grant_type=authorization_code&code=c&code_verifier=v&client_id=this-app&redirect_uri=%2Fback&resource=r JSON; = deviating exchange: unreadable {}; GET as.example/token no-cors; = token endpoint afterwards: unreadable {}; POST as.example/token x-www-form-urlencoded grant_type=authorization_code&code=c&code_verifier=v&client_id=this-app&redirect_uri=%2Fback&resource=r JSON; = deviating exchange: unreadable {}
two lost calls: POST mcp.example/mcp json tools/list Bearer a1 JSON, text/event-stream; = call: unreadable {}; GET mcp.example/mcp no-cors; = MCP server afterwards: unreadable {}; POST mcp.example/mcp?access_token=a1 json tools/list JSON, text/event-stream; = call with the token in the query: unreadable {}
a lost revocation: POST as.example/revoke x-www-form-urlencoded token=a1&token_type_hint=access_token&client_id=this-app JSON; = revoke: unreadable {}
a refresh: POST as.example/token x-www-form-urlencoded grant_type=refresh_token&refresh_token=r0&client_id=this-app&resource=r JSON; = refresh: 200 {token:{refreshToken:false,idToken:false,type:DPoP}}
an exchange without a resource: POST as.example/token x-www-form-urlencoded grant_type=authorization_code&code=c&code_verifier=v&client_id=this-app&redirect_uri=%2Fback JSON; = right exchange: 200 {}
no refresh token: 
no token: 
a refresh token to revoke: POST as.example/revoke x-www-form-urlencoded token=r1&token_type_hint=refresh_token&client_id=this-app JSON; = revoke: 204 {}
cookies: POST mcp.example/mcp json tools/list JSON, text/event-stream with cookies; = MCP server with cookies: 401 {}; POST as.example/token x-www-form-urlencoded grant_type=authorization_code&code=not-a-code&client_id=this-app with cookies; = token endpoint with cookies: 400 {}
a right proof and no proof: POST mcp.example/mcp json tools/list DPoP a1 with a proof JSON, text/event-stream; = call with a proof: 200 {proof:true}; POST mcp.example/mcp json tools/list DPoP a1 JSON, text/event-stream; = call, none: 400 {error:invalid_grant}; POST mcp.example/mcp json tools/list DPoP a1 JSON, text/event-stream; = call, none: 400 {error:invalid_grant}
a token as a bearer token: POST mcp.example/mcp json tools/list Bearer a1 JSON, text/event-stream; = call, as bearer: 503 {}
a wrong proof of a call: POST mcp.example/mcp json tools/list DPoP a1 with a proof JSON, text/event-stream; = call, wrong ath: 400 {error:invalid_grant,proof:true}; POST mcp.example/mcp json tools/list DPoP a1 with a proof JSON, text/event-stream; = call, wrong ath: 400 {error:invalid_grant,proof:true}`;

it.each(PROBES)(
  'a probe with %s sends these requests, and keeps these steps',
  async (what, acts, responses) => {
    const answers = [...responses];
    const lines: string[] = [];
    const network = async (url: string, { method, headers, body, mode, credentials }: RequestInit) => {
      const { authorization, dpop, accept, 'content-type': type } = Object.fromEntries(new Headers(headers));
      const said = String(body ?? '').replace(/^{.*"method":"([^"]*)".*/, '$1');
      const cookies = credentials === 'include' && 'with cookies';
      const words = [
        method,
        url,
        type?.split(/[/;]/)[1],
        said,
        authorization,
        dpop && 'with a proof',
        accept,
        mode,
        cookies,
      ];
      lines.push(
        words
          .filter(Boolean)
          .join(' ')
          .replace('https://', '')
          .replace(/application\/json/, 'JSON'),
      );
      const answer = answers.shift();
      if (!answer) throw new TypeError('fetch failed');
      const [status, json, more] = answer;
      const init = { status, headers: { 'Content-Type': 'application/json', ...more } };
      return new Response(json ? JSON.stringify(json) : null, init);
    };
    const parts = { log: createWireLog(), gate: createGate(), signal: new AbortController().signal };
    const client = createReportClient({ network, confinedNetwork: network, ...parts });
    for (const url of [AS, MCP]) client.allow(url, 'a test');
    const { redemption } = createRedemption(
      { code: 'c', verifier: 'v' },
      {
        ...{ client, wait: async () => {} },
        settings: { ...SETTINGS, dpop: what.startsWith('a bound') ? 'required' : 'off' },
      },
      (name, { exchangeId: _, headers: __, url: ___, outcome, status, content: ____, ...step }) => {
        const seen = outcome === 'answered' ? status : outcome;
        lines.push(`= ${name}: ${seen} ${JSON.stringify(step).replaceAll('"', '')}`);
      },
    );
    for (const act of acts) await act({ ...redemption, confirm: async () => {} });
    expect(redemption.isBound('right exchange')).toBe(what === 'a bound exchange');
    const expected = EXPECTED.split('\n').find((line) => line.startsWith(`${what}: `));
    expect(`${what}: ${lines.join('; ')}`).toBe(expected);
  },
);
