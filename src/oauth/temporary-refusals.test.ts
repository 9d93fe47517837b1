import { describe, expect, it } from 'vitest';
import { createSession, type Session } from './index.ts';
import { MCP } from './testing/examples.ts';
import { type Responder, type TestPlatform, testPlatform } from './testing/platform.ts';
import { good, json, oauthError, refreshAnswered, text } from './testing/refreshing.ts';
import { revokedTokens, tokenRequests } from './testing/requests.ts';
import { refreshAnswering, testServers, unreachable } from './testing/servers.ts';
import { signedIn } from './testing/signed-in.ts';
import { restored, SETTINGS, signInAndReturn } from './testing/signing-in.ts';

const described = (error: string, error_description: string) => json(400, { error, error_description });
const tooMany = json(429, { error: 'too_many_requests' }, { 'Retry-After': '30' });

const TEMPORARY: [string, Responder, string?][] = [
  ...(
    `
    temporarily_unavailable server_error timeout retry_later slow_down TooManyRequestsException
    resource_exhausted RateExceeded GatewayTimeout internal_error service_unavailable
    request_timeout upstream_timeout bad_gateway refresh_in_progress maintenance server_busy
    unexpected_error unknown_error ECONNRESET network_error NetworkError ServerError SlowDown
    RefreshInProgress
  `.match(/\S+/g) ?? []
  ).map((error) => oauthError(400, error)),
  oauthError(400, 'fetch failed'),
  oauthError(429, 'too_many_requests'),
  ['429 with Retry-After', tooMany],
  ['429 that says invalid_grant', json(429, { error: 'invalid_grant' })],
  ['400 of a rate limit, with an error code of its own', json(400, { error: 'over_request_rate_limit' })],
  ['400 LimitExceededException', json(400, { __type: 'LimitExceededException', message: 'Attempts' })],
  ['400 with a quota in an object', json(400, { error: { code: 429, message: 'Quota exceeded' } })],
  ['400 ThrottlingException, as AWS says it', json(400, { __type: 'ThrottlingException' })],
  ['400 of a rate, as AWS says it', json(400, { message: 'Rate exceeded' })],
  ['400 of a gateway that waited too long', json(400, { error: 'Gateway Timeout' })],
  ['403 with a longer code than a final one', json(403, { error: 'access_denied_by_firewall' })],
  ['403 with a code that ends like a final one', json(403, { error: 'waf_access_denied' })],
  ['403 of a gateway that misses a header', json(403, { error: 'missing_token_header' })],
  ['403 of a firewall that blocks a client', json(403, { error: 'UserAgentBlocked' })],
  ['400 with "rate limit"', described('invalid_request', 'Rate limit exceeded')],
  ['409 of a concurrent refresh', json(409, { error_code: 'conflict', msg: 'Concurrent token refresh' })],
  [
    '400 of a concurrent refresh, as Ory says it',
    described(
      'invalid_request',
      'Failed to refresh token because of multiple concurrent requests using the same token.',
    ),
  ],
  [
    '400 invalid_grant of a concurrent refresh, as Salesforce says it',
    described('invalid_grant', 'token request is already being processed'),
  ],
  ['400 invalid_grant, as Salesforce says it', described('invalid_grant', 'login rate exceeded')],
  ['400 unknown_error, as Salesforce says it', described('unknown_error', 'retry your request')],
  [
    '422 of a hook that is too slow, as Supabase says it',
    json(422, { code: 422, error_code: 'hook_timeout_after_retry', msg: 'Failed to reach hook' }),
  ],
  ['400 with "again later"', described('error', 'Please try again later.')],
  ['429 that speaks of the refresh token', json(429, { error: 'slow', message: 'Refresh token used often' })],
  ['400, as Facebook says it', json(400, { error: { message: '(#4) Application request limit reached' } })],
  ['400, as Entra ID says it', described('invalid_request', 'AADSTS90033: A transient error has occurred.')],
  ['400 of a request that timed out', json(400, { error: 'error', message: 'The request timed out' })],
  ['400 with "went wrong"', json(400, { message: 'Something went wrong on our end' })],
  ['200 fatal_error, as Slack says it', json(200, { ok: false, error: 'fatal_error' })],
  ['200 of a busy system, as WeChat says it', json(200, { errcode: -1, errmsg: 'system error' })],
  ['400, as Instagram says it', json(400, { error_type: 'OAuthRateLimitException', error_message: 'Wait' })],
  ['400, as GraphQL says it', json(400, { errors: [{ extensions: { code: 'TOO_MANY_REQUESTS' } }] })],
  ...[
    ...['getaddrinfo ENOTFOUND db.example', 'socket hang up', 'Connection refused', 'deadlock detected'],
    ...['Connection reset by peer', 'Connection timed out', 'Deadline exceeded', 'upstream_error'],
    ...['lock_timeout', 'upstream connect error or disconnect/reset before headers', 'ECONNABORTED'],
    ...['connect ETIMEDOUT 10.0.0.1:5432', 'dial tcp: i/o timeout', 'Query read timeout', 'TimeoutError'],
    ...['network is unreachable', 'conflict_error', 'Failed to acquire lock', 'database is locked'],
    ...['Request failed with status code 503', 'Breaker is open', 'Proxy error', 'Backend Error'],
    ...['due to concurrent update', 'Unable to connect to the server', 'Could not connect to Redis'],
    ...['Over capacity', 'Service is in read only mode', 'Connection closed.', 'Cannot reach the database'],
    ...['db_error', 'Lost connection to MySQL server during query', 'SQLSTATE[08006] [7] no entry'],
    'Spike arrest violation. Allowed rate : 1ps',
  ].map((message): (typeof TEMPORARY)[number] => [`401 with "${message}"`, json(401, { message })]),
  ['401 of a quota, as Apigee says it', json(401, { fault: { faultstring: 'Quota limit exceeded' } })],
  ['400 overloaded', json(400, { error: 'overloaded_error' })],
  ['400 with "try again in"', json(400, { error: 'error', message: 'Please try again in a few minutes' })],
  ['400 with "retry after"', json(400, { error: 'error', message: 'Retry after 30 seconds' })],
  ['400 with a list of errors', json(400, { errors: [{ code: 'too_many_requests', message: 'Wait' }] })],
  ['400 with only a code', json(400, { code: 'over_request_rate_limit', message: 'Wait' })],
  ['200 with only a message about maintenance', json(200, { message: 'Down for maintenance' })],
  ['402 of a hosting provider', json(402, { error: 'payment_required' })],
  ['403 of a gateway that speaks of a token', json(403, { message: 'Missing Authentication Token' })],
  ['400 with Retry-After', json(400, { error: 'busy' }, { 'Retry-After': '5' })],
  ['200 with the error temporarily_unavailable', json(200, { error: 'temporarily_unavailable' })],
  ['202 of a gateway', json(202, { message: 'Accepted' })],
  ['304 of a cache', text(304, null)],
  ['403 of a gateway', json(403, { error: 'Forbidden' })],
  ['403 page of a firewall', text(403, '<html>blocked</html>')],
  ['404 of a gateway', json(404, { error: 'Forbidden' })],
  ['408', text(408, null)],
  ['408 that speaks of the refresh token', json(408, { error: 'refresh_token_missing' })],
  ['500 that says invalid_grant', json(500, { error: 'invalid_grant' })],
  ['502 page', text(502, '<html>Bad gateway</html>')],
  ['503', text(503, null)],
  ['a page of a captive portal', text(200, '<html>Welcome</html>')],
  ['a network failure', unreachable],
];

describe('a refresh that fails temporarily', () => {
  it.each(TEMPORARY)('(%s) keeps the grant, reports the failure, and succeeds later', async (_, answer) => {
    const { session, platform } = await refreshAnswered(answer, good);
    platform.pass(891_000);
    expect(await session.accessToken()).toBe('access-1');
    const postponed = { error: { name: 'OAuthError' }, retryAtMs: expect.any(Number) };
    expect(session.getSnapshot()).toMatchObject({ status: 'signed-in', postponed });
    expect([...platform.tab.entries.values()].join()).toContain('refresh-1');
    expect(revokedTokens(platform)).toEqual([]);
    platform.pass(10 * 60_000);
    await expect.poll(() => session.accessToken()).toBe('access-2');
    expect(session.getSnapshot()).not.toHaveProperty('postponed.error');
  });

  it('does not return the expired token: the call fails with the reason of the refusal', async () => {
    const { session, platform } = await refreshAnswered(json(503, {}));
    platform.pass(900_000);
    await expect(session.accessToken()).rejects.toMatchObject({ code: 'unexpected_status', status: 503 });
  });

  it('waits for Retry-After: meanwhile, neither calls nor an earlier retry send a request', async () => {
    const { session, platform } = await refreshAnswered(unreachable, tooMany, good);
    platform.pass(891_000);
    expect(await session.accessToken()).toBe('access-1');
    for (let call = 0; call < 5; call += 1) expect(await session.accessToken()).toBe('access-1');
    await expect(session.refresh()).rejects.toMatchObject({ status: 429, retryAfterMs: 30_000 });
    await platform.elapse(8_000);
    platform.fire('online');
    platform.fire('visible');
    expect(tokenRequests(platform)).toHaveLength(2);
    platform.pass(22_000);
    await expect.poll(() => tokenRequests(platform)).toHaveLength(3);
  });

  it.each([
    ['0', 1_000],
    ['999999', 600_000],
    [new Date(1_750_000_060_000).toUTCString(), 60_000],
    ['2025-06-15T15:07:40+00:00', 60_000],
    [new Date(1_000).toUTCString(), undefined],
    ['soon', undefined],
    ['-5', undefined],
  ])('with Retry-After: %s, waits %j ms (RFC 9110 §10.2.3)', async (value, ms) => {
    const { session } = await refreshAnswered(json(503, {}, { 'Retry-After': value }));
    await expect(session.refresh()).rejects.toMatchObject({ status: 503 });
    const error: unknown = await session.refresh().catch((thrown: unknown) => thrown);
    expect(Object(error).retryAfterMs).toBe(ms);
  });

  it.each(['online', 'visible'] as const)('is repeated at once on %s', async (event) => {
    const { session, platform } = await refreshAnswered(unreachable, good);
    await expect(session.refresh()).rejects.toMatchObject({ code: 'unreachable' });
    platform.fire(event);
    await expect.poll(() => session.accessToken()).toBe('access-2');
    await platform.elapse(10_000);
    expect(tokenRequests(platform), 'the retry that was due later is cancelled').toHaveLength(2);
    platform.fire(event);
    await platform.elapse(250);
    expect(tokenRequests(platform), 'nothing is postponed any more').toHaveLength(2);
  });

  it.each([1, 3 * 3_600_000])('is repeated even if the clock is set back by %i ms', async (backMs) => {
    const answers = [json(503, {}), good];
    const respond = refreshAnswering((request) => (answers.shift() ?? good)(request));
    const platform = await signInAndReturn(testPlatform(respond));
    let offMs = 0;
    platform.now = () => platform.nowMs - offMs;
    const session = createSession(SETTINGS, platform);
    await session.completeSignIn();
    await expect(session.refresh()).rejects.toMatchObject({ status: 503 });
    offMs = backMs;
    platform.pass(5_000);
    await expect.poll(() => session.accessToken()).toBe('access-2');
  });

  it('is repeated less and less often, but at least every five minutes', async () => {
    const { session, platform } = await refreshAnswered(unreachable);
    await expect(session.refresh()).rejects.toMatchObject({ code: 'unreachable' });
    const waits: number[] = [];
    for (let failure = 0; failure < 9; failure += 1) {
      const { postponed }: { postponed: { retryAtMs: number } } = Object(session.getSnapshot());
      waits.push(postponed.retryAtMs - platform.nowMs);
      platform.pass(postponed.retryAtMs - platform.nowMs);
      await expect.poll(() => tokenRequests(platform)).toHaveLength(failure + 2);
      await expect.poll(() => session.getSnapshot().status).toBe('signed-in');
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300].map((seconds) => seconds * 1000));
  });

  it('is repeated after the initial short wait if a refresh has succeeded since the previous failure', async () => {
    const { session, platform } = await refreshAnswered(unreachable, unreachable, good, unreachable);
    for (let failure = 0; failure < 2; failure += 1) await session.refresh().catch(() => {});
    await session.refresh();
    await session.refresh().catch(() => {});
    const retryAtMs = platform.nowMs + 5_000;
    expect(session.getSnapshot()).toMatchObject({ status: 'signed-in', postponed: { retryAtMs } });
  });

  it('does not delay the next grant of the tab', async () => {
    for (const end of [
      (session: Session) => session.signOut(),
      (_session: Session, { browser }: TestPlatform) =>
        createSession(SETTINGS, testPlatform(testServers(), { browser })).signOut(),
    ]) {
      const { session, platform } = await refreshAnswered(json(429, {}, { 'Retry-After': '300' }), good);
      platform.locks = undefined;
      await expect(session.refresh()).rejects.toMatchObject({ status: 429 });
      await end(session, platform);
      // The user signs in again in another document of the tab, and comes back.
      platform.fire('pagehide');
      const grant = (await signedIn()).platform.tab.entries.get(`oauth:grant:${MCP}`) ?? '';
      const { mark }: { mark: string } = JSON.parse([...platform.browser.shared.entries.values()][0] ?? '');
      platform.tab.setItem(`oauth:grant:${MCP}`, JSON.stringify({ ...JSON.parse(grant), signOutMark: mark }));
      platform.fire('pageshow');
      await expect.poll(() => session.getSnapshot().status).toBe('signed-in');
    }
  });

  it('is repeated as soon as the network is back, after a reload without a network', async () => {
    const { platform } = await refreshAnswered(good);
    const reloaded = platform.reload('https://app.example/');
    reloaded.connected = false;
    const { fetch } = reloaded;
    reloaded.fetch = () => Promise.reject(new TypeError('Failed to fetch'));
    const session = await restored(reloaded);
    const retryAtMs = expect.any(Number);
    expect(session.getSnapshot()).toMatchObject({ status: 'failed', error: { code: 'offline' }, retryAtMs });
    reloaded.fetch = fetch;
    reloaded.connected = true;
    reloaded.fire('online');
    await expect.poll(() => session.getSnapshot().status).toBe('signed-in');
  });

  it('is not repeated after a sign-out, nor during a sign-in', async () => {
    const { session, platform } = await refreshAnswered(unreachable);
    await expect(session.refresh()).rejects.toMatchObject({ code: 'unreachable' });
    await session.signIn();
    platform.fire('online');
    // The retry is due after five seconds. After 15 seconds, the sign-in has not left the page.
    await platform.elapse(14_000);
    expect(session.getSnapshot().status).toBe('redirecting');
    expect(tokenRequests(platform)).toHaveLength(1);
    await session.signOut();
    platform.fire('online');
    await platform.elapse(300_000);
    expect(tokenRequests(platform)).toHaveLength(1);
  });

  it('still fails with its reason after a reload, even if the API has refused the token', async () => {
    const { platform } = await refreshAnswered(unreachable);
    const session = await restored(platform.reload('https://app.example/'));
    await expect(session.refresh('access-1')).rejects.toMatchObject({ code: 'unreachable' });
  });
});
