import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { dpop } from '../../../oauth/index.ts';
import { diagramLines } from '../panes/diagram-lines.ts';
import { testRun } from '../testing/run.ts';
import { curlOf } from '../wire/curl.ts';
import { membersOf, parameterOf, responseOf } from '../wire/exchange.ts';
import { redactionOf } from '../wire/redact.ts';
import { keysInMemory } from './proof-keys.ts';

describe('a run of the lab', () => {
  it('shows every message of the flow in order, with its step', async () => {
    const { run, log } = testRun();
    await run.signIn();
    await run.callTool('whoami');
    expect(diagramLines(log.getSnapshot()).map(({ step = '-', label }) => `${step} ${label}`)).toEqual([
      '1 tools/list, no token',
      '1 401, where to sign in',
      '- GET oauth-protected-resource',
      '- 200',
      '- GET oauth-authorization-server',
      '- 200',
      '2 verifier, challenge',
      '3 open /authorize',
      '4 sign in, consent',
      '5 redirect with code',
      '5 /callback?code',
      '6 POST /token, code + verifier',
      '7 hash, compare',
      '7 200, tokens',
      '8 server/discover, bearer',
      '- revoked? no',
      '8 200',
      '8 tools/call, bearer',
      '- revoked? no',
      '8 200',
    ]);
  });

  it('shows a pushed request before the browser leaves, and the browser carries no challenge (RFC 9126 §4)', async () => {
    const { run, log, find } = testRun({ policy: { pushedAuthorizationRequests: 'required' } });
    await run.signIn();
    const lines = diagramLines(log.getSnapshot()).map(({ step = '-', label }) => `${step} ${label}`);
    expect(lines.slice(lines.indexOf('2 verifier, challenge'))).toEqual([
      '2 verifier, challenge',
      '- push the request',
      '- 201, request_uri',
      '3 open /authorize',
      '3 open /authorize',
      '- 200',
      '4 sign in, consent',
      '5 redirect with code',
      '5 /callback?code',
      '6 POST /token, code + verifier',
      '7 hash, compare',
      '7 200, tokens',
    ]);
    const opened = find(({ to }) => to === 'browser');
    expect([...new URL(opened?.request.url ?? '').searchParams.keys()]).toEqual(['client_id', 'request_uri']);
    const pushed = find(({ request }) => request.url.endsWith('/par'));
    expect(pushed?.serverView).toContainEqual(
      expect.objectContaining({
        kind: 'stored pushed request',
        codeChallenge: pushed && parameterOf(pushed.request, 'code_challenge'),
      }),
    );
    expect(run.tables.getSnapshot().rows.pushedRequests).toHaveLength(1);
    expect(run.session()?.getSnapshot()).toMatchObject({
      grant: { scopes: expect.arrayContaining(['notes:read', 'openid']) },
    });
  });

  it('binds the code of a pushed request to the key that the pushed parameters name (RFC 9449 §10.1)', async () => {
    const { run, find } = testRun({
      policy: { pushedAuthorizationRequests: 'required', dpop: 'required' },
      dpop: () => dpop('required', keysInMemory()),
    });
    await run.signIn();
    const pushed = find(({ request }) => request.url.endsWith('/par'));
    const jkt = pushed && parameterOf(pushed.request, 'dpop_jkt');
    expect(jkt).toMatch(/^[\w-]{43}$/);
    expect(run.tables.getSnapshot().rows.codes.map(({ dpopJkt }) => dpopJkt)).toEqual([jkt]);
    expect(run.session()?.getSnapshot().status).toBe('signed-in');
  });

  it('rejects a request to an unknown server, and the run’s own servers do not respond to that request', async () => {
    const { run, log } = testRun();
    const message = { method: 'POST', url: 'https://notes.example/mcp', headers: {}, body: '{}' };
    await expect(run.send(message)).rejects.toThrow('https://notes.example was not asked');
    expect(log.getSnapshot().map(({ outcome }) => outcome.kind)).toEqual(['failed']);
  });

  it('shows the values of this run, not fixed values: origin, person, lifetime', async () => {
    const { run, find } = testRun({
      origin: 'https://elsewhere.example',
      policy: { accessTokenLifetimeMs: 77_000 },
      person: { username: 'mallory', password: 'eavesdropping' },
    });
    await run.signIn();
    await run.callTool('whoami');
    const token = find(({ request }) => request.url === 'https://elsewhere.example/idp/token');
    expect(membersOf(token && responseOf(token)).expires_in).toBe(77);
    const call = find(({ request }) => request.body.includes('tools/call'));
    expect(call && responseOf(call)?.body).toContain('person-2');
  });

  it('sends the verifier only on the back channel, and the challenge on the front channel', async () => {
    const { run, log, find } = testRun();
    await run.signIn();
    const token = find(({ request }) => request.url.endsWith('/token'));
    const verifier = (token && parameterOf(token.request, 'code_verifier')) ?? '';
    expect(verifier).toHaveLength(43);
    const front = log.getSnapshot().filter(({ channel }) => channel === 'front');
    expect(front.length).toBeGreaterThan(2);
    expect(JSON.stringify(front)).not.toContain(verifier);
    expect(JSON.stringify(front)).toContain('code_challenge=');
  });

  it('shows the private view of the server beside the exchange, not in the response', async () => {
    const { run, find } = testRun();
    await run.signIn();
    const token = find(({ request }) => request.url.endsWith('/token'));
    const compared = token?.serverView.find((seen) => seen.kind === 'compared PKCE');
    expect(compared).toMatchObject({ comparison: { method: 'S256', equal: true } });
    expect(token && responseOf(token)?.body).not.toContain('storedChallenge');
  });

  it('refreshes a token that has expired on the clock of the run', async () => {
    const { run, log } = testRun();
    await run.signIn();
    run.advanceClock(16 * 60_000);
    await run.callTool('whoami');
    const refresh = log
      .getSnapshot()
      .filter(({ request }) => request.body.includes('grant_type=refresh_token'));
    expect(refresh).toHaveLength(1);
  });

  it('keeps secrets out of a copied curl command', async () => {
    const { run, log, find } = testRun();
    await run.signIn();
    await run.callTool('whoami');
    const redaction = redactionOf(log.getSnapshot());
    const commands = log
      .getSnapshot()
      .map((each) => curlOf(redaction.exchange(each).request))
      .join('\n');
    const token = find(({ request }) => request.url.endsWith('/token'));
    const { access_token } = membersOf(token && responseOf(token));
    for (const secret of [
      String(access_token),
      (token && parameterOf(token.request, 'code')) ?? '',
      (token && parameterOf(token.request, 'code_verifier')) ?? '',
      'analytical',
    ]) {
      expect(commands).not.toContain(secret);
    }
    expect(commands).toContain("curl -i -X POST 'https://lab.example/idp/token'");
  });
});

describe('the values that a run stores', () => {
  it('are the challenge at the server and the verifier in the tab; all tabs share only the mark of a sign-out', async () => {
    const { run } = testRun();
    const code = new URL(await run.authorize()).searchParams.get('code');
    const pending = [...run.storage.getSnapshot().values()].join();
    const [record] = run.tables.getSnapshot().rows.codes;
    expect(record).toMatchObject({ code, codeChallengeMethod: 'S256' });
    expect(pending).toContain('codeVerifier');
    expect(pending).not.toContain(record?.codeChallenge);
    // The storage that all tabs share has only the mark that means "no sign-out so far".
    expect([...run.shared.getSnapshot().values()]).toEqual(['{"mark":"AAAAAAAAAAAAAAAAAAAAAA"}']);
    expect(run.memory.getSnapshot()).toBeUndefined();
  });

  it('are a used code, a grant and an audit trail after the exchange, while the access token is only in memory', async () => {
    const { run } = testRun();
    const callbackUrl = await run.authorize();
    await run.openCallback(callbackUrl);
    const { rows, consumed, auditLog } = run.tables.getSnapshot();
    expect(consumed).toContain(new URL(callbackUrl).searchParams.get('code'));
    expect(rows.grants).toHaveLength(1);
    expect(auditLog.length).toBeGreaterThan(0);
    const accessToken = run.memory.getSnapshot() ?? '';
    expect(accessToken.split('.')).toHaveLength(3);
    expect([...run.storage.getSnapshot().values()].join()).not.toContain(accessToken);
    await run.openCallback(callbackUrl).catch(() => undefined);
    expect(run.memory.getSnapshot(), 'the access token after the user leaves the page').toBeUndefined();
  });
});

describe('the gate of a run', () => {
  it('holds each message until it is sent, unchanged or changed', async () => {
    const { run, gate, log } = testRun();
    gate.setStepping(true);
    const signingIn = run.authorize().catch((error: unknown) => error);
    await expect.poll(() => gate.getSnapshot().status).toBe('paused');
    expect(log.getSnapshot()[0]?.outcome.kind).toBe('held');
    gate.send();
    await expect.poll(() => log.getSnapshot().length).toBe(2);
    const paused = gate.getSnapshot();
    if (paused.status !== 'paused') throw new Error('The second message is not held.');
    gate.send({ ...paused.message, url: 'https://lab.example/.well-known/oauth-protected-resource/nothing' });
    await expect.poll(() => log.getSnapshot()[1]?.outcome.kind).toBe('answered');
    expect(log.getSnapshot()[1]?.request.url).toContain('/nothing');
    gate.setStepping(false);
    await signingIn;
  });

  it('never sends a dropped message to the server', async () => {
    const { run, gate, log } = testRun();
    gate.setStepping(true);
    const signingIn = run.authorize().catch((error: unknown) => error);
    // Drops three requests: for the challenge, and to both locations of the metadata. Then the client gives up.
    for (let message = 1; message <= 3; message += 1) {
      await expect.poll(() => gate.getSnapshot()).toMatchObject({ status: 'paused', exchangeId: message });
      gate.drop();
    }
    expect(await signingIn).toMatchObject({ code: 'unreachable' });
    expect(log.getSnapshot().map(({ outcome }) => outcome.kind)).toEqual(['dropped', 'dropped', 'dropped']);
  });

  it('sends a held message when step mode ends', async () => {
    const { run, gate } = testRun();
    gate.setStepping(true);
    const signingIn = run.authorize();
    await expect.poll(() => gate.getSnapshot().status).toBe('paused');
    gate.setStepping(false);
    expect(await signingIn).toContain('code=');
  });

  it('leaves no timer running after a document ends, as in a browser', async () => {
    // Uses fake timers, because a count of the real timers would include those of the test process.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { run } = testRun();
    await run.signIn();
    const before = vi.getTimerCount();
    for (let times = 0; times < 5; times += 1) await run.signIn();
    // A new sign-in revokes the previous grant in the background. Waits until all revocations have ended.
    while (vi.getTimerCount() > before) await new Promise((resolve) => setImmediate(resolve));
    expect(vi.getTimerCount()).toBe(before);
  });
});
