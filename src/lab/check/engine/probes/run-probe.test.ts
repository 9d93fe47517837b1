import { expect, it, vi } from 'vitest';
import { createWireLog } from '../../../machine/wire/wire-log.ts';
import { AS, clientAt, settings } from '../../testing/probe-client.ts';
import type { Probe } from './probe.ts';
import { beginProbe, finishProbe } from './run-probe.ts';

const PROBE = { id: 'plain', title: '', does: '', follow: async () => {} } as const;
/** A client whose authorization server gives these responses in turn; `undefined` for a lost response. */
function answeredBy(...responses: ((() => Response) | undefined)[]) {
  const accepted: string[] = [];
  const client = clientAt(async (_url, { method, headers }) => {
    accepted.push(`${method} ${new Headers(headers).get('Accept')}`);
    const response = responses.shift();
    if (!response) throw new TypeError('fetch failed');
    return response();
  });
  return { client, accepted };
}
const iss = `iss=${AS}`;

const pushed =
  (body: object, status: number, headers = {}) =>
  () =>
    Response.json(body, { status, headers });
const ACCEPTED = pushed({ request_uri: 'urn:x' }, 201);
const REFUSAL = { code: false, atPush: true, exchangeId: 2 };

it.each<[string, object, boolean?]>([
  [`?code=c&state=s&${iss}`, { code: true, iss: AS }],
  ['?code=c', { code: true, ignored: 'iss is missing' }],
  ['?code=c', { code: true }, false],
  ['?code=c&iss=https://evil.example', { code: true, iss: 'https://evil.example', ignored: 'iss is wrong' }],
  [
    `?error=${'e'.repeat(70)}&error_description=${'d'.repeat(400)}&${iss}`,
    { code: false, refused: true, error: 'e'.repeat(60), description: 'd'.repeat(300), iss: AS },
  ],
  [`?error=e&error_description=&${iss}`, { code: false, refused: true, error: 'e', iss: AS }],
  ['?error=e', { code: false, refused: true, ignored: 'iss is missing' }],
  [`?changed=1&code=c&${iss}`, { code: true, atAnotherUri: true, iss: AS }],
  [`#code=c&${iss}`, { code: false, iss: AS }],
  [`#error=e&${iss}`, { code: false, refused: true, error: 'e', iss: AS }],
  [`?code=c&x=%4F&${iss}`, { code: true, iss: AS }],
  [`?code=c&iss=${'x'.repeat(600)}`, { code: true, iss: 'x'.repeat(500), ignored: 'iss is wrong' }],
  [`?code=&${iss}`, { code: false, iss: AS }],
  ...['code=c', 'state=s', 'error=e', 'error_description=d'].map((twice): [string, object] => [
    `?${twice}&${twice}&${iss}`,
    { code: false, iss: AS, ignored: 'it is malformed' },
  ]),
  [`?code=c&${iss}&${iss}`, { code: true, ignored: 'it is malformed' }],
  [`?code=c&error=e&${iss}`, { code: true, refused: true, iss: AS, ignored: 'it is malformed' }],
  [`?code=c&x=%4&${iss}`, { code: true, iss: AS, ignored: 'it is malformed' }],
])('a probe records the facts of the authorization response %s', async (query, seen, issPromised = true) => {
  const log = createWireLog();
  const { client } = answeredBy();
  const options = { client, settings: { ...settings, issPromised }, wait: async () => {}, log };
  const before = { status: 'left', steps: {} } as const;
  const follow = vi.fn<Probe['follow']>(async () => {});
  const url = settings.redirectUri + query;
  const { response, ...rest } = await finishProbe(
    { ...PROBE, follow },
    before,
    { verifier: 'v' },
    url,
    options,
  );
  expect(response).toStrictEqual({ exchangeId: 1, ...seen });
  expect(rest).toEqual({ status: 'answered', steps: {} });
  expect(follow).toHaveBeenCalledTimes(Number('code' in seen && seen.code === true && !('ignored' in seen)));
  expect(log.getSnapshot()).toMatchObject([
    {
      ...{ from: 'browser', to: 'client', channel: 'front', outcome: { kind: 'left' } },
      request: { method: 'GET', url, headers: {}, body: '' },
    },
  ]);
});

it.each<[string, ((() => Response) | undefined)[], object]>([
  ['is accepted', [ACCEPTED], { status: 'left' }],
  ['is accepted the second time', [pushed({ error: 'busy' }, 400), ACCEPTED], { status: 'left' }],
  [
    'is refused with a long error',
    [1, 2].map(() => pushed({ error: 'e'.repeat(70), error_description: 'd'.repeat(400) }, 400)),
    {
      status: 'answered',
      response: {
        ...REFUSAL,
        ...{ pushStatus: 400, refused: true, error: 'e'.repeat(60), description: 'd'.repeat(300) },
      },
    },
  ],
  [
    'is refused with Retry-After',
    [1, 2].map(() => pushed({ error: 7, error_description: 7 }, 400, { 'Retry-After': '9' })),
    { status: 'answered', response: { ...REFUSAL, pushStatus: 400, retryAfter: '9' } },
  ],
  [
    'gets no request_uri',
    [1, 2].map(() => pushed({ request_uri: 7 }, 201)),
    { status: 'answered', response: { ...REFUSAL, pushStatus: 201 } },
  ],
  [
    'gets a request_uri with 300',
    [1, 2].map(() => pushed({ request_uri: 'urn:x' }, 300)),
    { status: 'answered', response: { ...REFUSAL, pushStatus: 300 } },
  ],
  [
    'is lost',
    [undefined],
    {
      status: 'no response',
      pushed: expect.objectContaining({ outcome: 'unreadable' }),
      pushedWithoutCors: expect.objectContaining({ outcome: 'unreadable' }),
    },
  ],
])('a probe records a pushed request that %s', async (_what, responses, evidence) => {
  const count = responses.length;
  const { client, accepted } = answeredBy(...responses);
  const log = createWireLog();
  const pushing = { ...settings, pushedRequestEndpoint: `${AS}/par` };
  const begun = await beginProbe(PROBE, { client, settings: pushing, log });
  expect(accepted).toEqual(Array.from({ length: count }, () => 'POST application/json'));
  const { requestId: _, ...rest } = begun.evidence;
  expect(rest).toStrictEqual({ steps: {}, ...evidence });
  expect(begun.url).toBe(
    'status' in evidence && evidence.status === 'left'
      ? `${AS}/authorize?client_id=this-app&request_uri=urn%3Ax`
      : undefined,
  );
});
