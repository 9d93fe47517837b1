import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { API, proofOf } from './testing/dpop-servers.ts';
import { calls, freshDatabases, reloaded, signIn } from './testing/dpop-tab.ts';
import { SERVER } from './testing/examples.ts';
import type { SentRequest, TestPlatform } from './testing/platform.ts';
import { tokenRequests } from './testing/requests.ts';
import { SETTINGS } from './testing/signing-in.ts';

freshDatabases();

const noncesOf = (requests: SentRequest[]) => requests.map((request) => proofOf(request).claims.nonce);

describe('a server that requires a DPoP nonce', () => {
  const AS = 'https://as.example';
  const RS = 'https://api.example';

  it.each([400, 200])(
    'gets each refused request again with its nonce, and each later request with the newest nonce: %i',
    async (refusesWith) => {
      const nonces = { [AS]: 'as-1', [RS]: 'rs-1' };
      const { session, platform } = await signIn({ nonces, refusesWith });
      expect(noncesOf(tokenRequests(platform))).toEqual([undefined, 'as-1']);
      expect((await session.fetch(API)).status).toBe(200);
      expect((await session.fetch(API)).status).toBe(200);
      nonces[RS] = 'rs-2';
      expect((await session.fetch(API)).status).toBe(200);
      expect(noncesOf(calls(platform))).toEqual([undefined, 'rs-1', 'rs-1', 'rs-1', 'rs-2']);
      await session.refresh();
      expect(tokenRequests(platform)).toHaveLength(3);
    },
  );

  it('that hides the nonce from the app’s origin causes an error with the refusal, and the session keeps its grant', async () => {
    const nonces: Record<string, string> = {};
    const { session, platform } = await signIn({ nonces, exposesNonce: false });
    nonces[AS] = 'as-1';
    await expect(session.refresh()).rejects.toMatchObject({
      code: 'dpop_proof_refused',
      at: SERVER.tokenEndpoint,
      status: 400,
      refusal: { error: 'use_dpop_nonce' },
    });
    expect(tokenRequests(platform)).toHaveLength(2);
    expect(session.getSnapshot()).toMatchObject({ status: 'signed-in', postponed: {} });
  });

  it('gets no second request if it refuses the grant', async () => {
    const { session, platform } = await signIn({ offeredNonce: 'as-1' });
    const grant = `oauth:grant:${SETTINGS.serverUrl}`;
    const record = JSON.parse(platform.tab.getItem(grant) ?? '{}');
    platform.tab.setItem(grant, JSON.stringify({ ...record, refreshToken: 'of another client' }));
    const later = await reloaded({ session, platform });
    expect(tokenRequests(later.platform)).toHaveLength(1);
    expect(later.session.getSnapshot()).toMatchObject({ reason: 'session-ended' });
  });

  it('gets no proof with a nonce of more than 2,048 characters, because every request would be too long', async () => {
    const { session, platform } = await signIn({ offeredNonce: 'n'.repeat(2_049) });
    await session.fetch(API);
    await session.fetch(API);
    expect(calls(platform).map(({ headers }) => Number(headers.get('DPoP')?.length) < 2_000)).toEqual([
      true,
      true,
    ]);
  });

  it('gets a refused request again even if the browser hides the challenge', async () => {
    const { session, platform } = await signIn({ nonces: { [RS]: 'rs-1' }, exposesChallenge: false });
    expect((await session.fetch(API)).status).toBe(200);
    expect(calls(platform)).toHaveLength(2);
    expect(tokenRequests(platform)).toHaveLength(1);
  });

  it('gets a call once if the response has a nonce and is no refusal, and twice if the response refuses the token', async () => {
    const expired: string[] = [];
    const { session, platform } = await signIn({ offeredNonce: 'rs-1', expired });
    expect((await session.fetch(API)).status).toBe(200);
    expect(calls(platform)).toHaveLength(1);
    const other = await signIn({ offeredNonce: 'rs-1', expired: ['access-1'] });
    expect((await other.session.fetch(API)).status).toBe(200);
    expect(calls(other.platform).map(({ headers }) => headers.get('Authorization'))).toEqual([
      'DPoP access-1',
      'DPoP access-2',
    ]);
  });

  it('gets its newest nonce, even if the response to an earlier request arrives later, without a nonce', async () => {
    const { session, platform } = await signIn();
    const { fetch } = platform;
    platform.fetch = async (url, init) => {
      const response = await fetch(url, init);
      if (calls(platform).length === 1) await session.fetch(API);
      else response.headers.set('DPoP-Nonce', 'new');
      return response;
    };
    await session.fetch(API);
    await session.fetch(API);
    expect(noncesOf(calls(platform))).toEqual([undefined, undefined, 'new']);
  });

  it('gets a streamed body only once', async () => {
    const { session, platform } = await signIn({ nonces: { [RS]: 'rs-1' } });
    const body = new Blob(['x']).stream();
    const response = await session.fetch(API, { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect(response.status).toBe(401);
    expect(calls(platform)).toHaveLength(1);
  });
});

describe('a device whose clock is wrong', () => {
  it('sends proofs with the server’s time after one refusal, if it can read that time', async () => {
    let aheadMs = 0;
    const platform: { current?: TestPlatform } = {};
    const tab = await signIn({
      exposesDate: true,
      now: () => (platform.current?.nowMs ?? 1_750_000_000_000) + aheadMs,
    });
    platform.current = tab.platform;
    aheadMs = 600_000;
    expect((await tab.session.fetch(API)).status).toBe(200);
    expect(calls(tab.platform)).toHaveLength(2);
    await tab.session.fetch(API);
    expect(calls(tab.platform)).toHaveLength(3);
    aheadMs = -600_000;
    expect((await tab.session.fetch(API)).status).toBe(200);
  });

  it.each([
    [30_000, 0],
    [-30_000, 0],
    [31_000, 31_000],
    [-31_000, -31_000],
  ])('corrects its time if the server differs by over 30 s: %i ms', async (aheadMs, correctedByMs) => {
    const { session, platform } = await signIn();
    const { fetch, nowMs } = platform;
    const headers = { Date: new Date(nowMs + aheadMs).toUTCString(), 'DPoP-Nonce': 'new' };
    let refusal: Response | undefined = new Response(null, { status: 401, headers });
    platform.fetch = async (url, init) => {
      const response = refusal ?? (await fetch(url, init));
      refusal = undefined;
      return response;
    };
    await session.fetch(API);
    expect(proofOf(calls(platform)[0]).claims.iat).toBe((nowMs + correctedByMs) / 1000);
  });

  it('ignores the time of a response that a cache may have stored', async () => {
    let keptForMs = 0;
    const tab = await signIn();
    const { fetch } = tab.platform;
    tab.platform.fetch = async (url, init) => {
      const response = await fetch(url, init);
      response.headers.set('Date', new Date(tab.platform.nowMs - keptForMs).toUTCString());
      return response;
    };
    keptForMs = 3_600_000;
    expect((await tab.session.fetch(API)).status).toBe(200);
    keptForMs = 0;
    const body = new Blob(['x']).stream();
    const response = await tab.session.fetch(API, { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect(response.status).toBe(200);
  });

  it('that cannot read the server’s time reports a refused proof, and keeps its grant', async () => {
    let aheadMs = 0;
    const { session } = await signIn({ now: () => 1_750_000_000_000 + aheadMs });
    aheadMs = 600_000;
    await expect(session.refresh()).rejects.toMatchObject({
      code: 'dpop_proof_refused',
      refusal: { error: 'invalid_dpop_proof' },
    });
    expect(session.getSnapshot().status).toBe('signed-in');
  });
});
