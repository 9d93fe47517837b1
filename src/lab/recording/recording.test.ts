import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createSession } from '../../oauth/index.ts';
import { send } from '../../oauth/json-request.ts';
import { signOutMessage } from '../../oauth/sign-outs.ts';
import {
  type Responder,
  type TestPlatform,
  testBrowser,
  testPlatform,
} from '../../oauth/testing/platform.ts';
import { endlessBody } from '../machine/testing/endless-body.ts';
import { MOST_COPIED_OCTETS } from '../machine/wire/bounded-copy.ts';
import { DATABASE, deleteRecordings } from './delete-recordings.ts';
import { instrument, LONGEST_WAIT_MS } from './instrument.ts';
import {
  beginRecording,
  deleteOldRecordings,
  hasRecordings,
  MOST_KEPT,
  RECORDING_LIFETIME_MS,
  recordedExchanges,
} from './recorded-log.ts';
import { createRecording, type Recording, recordingOf, startRecording } from './recording.ts';
import { deleteAll } from './retention.ts';

const AS = 'https://as.example';
const SERVER = 'https://mcp.example/mcp';
const TOKENS = {
  access_token: 'an-access-token-that-is-secret',
  refresh_token: 'a-refresh-token-that-is-secret',
};
const VERIFIER = 'a-code-verifier-of-at-least-43-characters-long';
const tokens: Responder = () => Response.json(TOKENS);

const deleteDatabase = () =>
  new Promise((resolve) => {
    indexedDB.deleteDatabase(DATABASE).onsuccess = resolve;
  });
beforeEach(async () => void (await deleteDatabase()));

/** A recording tab, and the platform of its app. */
async function recordingTab(answer: Responder = tokens, browser = testBrowser()) {
  const tab = testPlatform(answer, { browser });
  const recording = createRecording();
  await beginRecording(recording, tab.now());
  startRecording(tab.storage.tab, recording);
  return { tab, recording, platform: instrument(tab) };
}

const exchangeCode = (platform: Pick<TestPlatform, 'fetch'>, url = `${AS}/token`) =>
  platform.fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', code_verifier: VERIFIER }),
  });

/** Waits until a condition on the database holds. */
// The timeout is long, because a slow machine is no defect.
const eventually = (condition: () => Promise<void>) =>
  vi.waitFor(condition, { timeout: 60_000, interval: 5 });

/** A request that never settles, as when another tab blocks the database. */
function pendingRequest(): IDBOpenDBRequest {
  const silent = { addEventListener() {}, removeEventListener() {} };
  return Object.assign(Object.create(IDBOpenDBRequest.prototype), silent);
}

/** The content of the database, as text. */
async function everythingOnDisk(): Promise<string> {
  const database = await openDB(DATABASE);
  const rows = await Promise.all([...database.objectStoreNames].map((store) => database.getAll(store)));
  database.close();
  return JSON.stringify(rows.flat(), (_name, value: unknown) => {
    if (value instanceof ArrayBuffer) return Buffer.from(value).toString('latin1');
    return ArrayBuffer.isView(value) ? '' : value;
  });
}

function endlessResponse() {
  const { body, taken } = endlessBody(`[${'"x",'.repeat(16 * 1024 - 1)}`);
  return { taken, response: new Response(body, { headers: { 'content-type': 'application/json' } }) };
}

describe('a recording', () => {
  it('contains a request and its response, readable only with the key of the tab', async () => {
    const { platform, recording } = await recordingTab();
    await (await exchangeCode(platform)).json();
    await eventually(async () => {
      expect(await recordedExchanges(recording)).toMatchObject([
        {
          request: { method: 'POST', url: `${AS}/token`, body: expect.stringContaining(VERIFIER) },
          outcome: { response: { status: 200, body: JSON.stringify(TOKENS) } },
        },
      ]);
    });
    const disk = await everythingOnDisk();
    for (const secret of [VERIFIER, ...Object.values(TOKENS), recording.key])
      expect(disk).not.toContain(secret);
    await expect(recordedExchanges({ ...recording, key: createRecording().key })).rejects.toThrow();
  });

  it('exists only if the person starts it: until then, there is no database', async () => {
    const platform = instrument(testPlatform(tokens));
    await (await exchangeCode(platform)).json();
    platform.broadcast.postMessage(signOutMessage(SERVER));
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(DATABASE);
  });

  it('ends when the storage for it is full, and keeps its messages', async () => {
    const { platform, recording, tab } = await recordingTab(() => new Response(null, { status: 204 }));
    for (let sent = 0; sent <= MOST_KEPT; sent += 1) await platform.fetch(`${AS}/x`, {});
    await eventually(async () => expect(recordingOf(tab.storage.tab)).toBeUndefined());
    expect(await recordedExchanges(recording)).toHaveLength(MOST_KEPT);
  });
});

describe('a call that is recorded', () => {
  it('reads and stores only the part of an endless response that the session reads', async () => {
    const { taken, response } = endlessResponse();
    const { platform, recording } = await recordingTab(() => response);
    const asked = send(platform, `${AS}/token`, { method: 'POST' }, 'token request');
    await expect(asked).rejects.toMatchObject({ code: 'response_too_large' });
    expect(taken.octets).toBeLessThanOrEqual(512 * 1024 + 2 * 64 * 1024);
    expect(taken.cancelled).toBe(true);
    await eventually(async () => {
      const [kept] = await recordedExchanges(recording);
      const copied = kept?.outcome.kind === 'answered' ? kept.outcome.response.body.length : 0;
      expect(copied).toBe(MOST_COPIED_OCTETS);
    });
  });

  it('reads no part of a response that the session does not read', async () => {
    const { taken, response } = endlessResponse();
    const { platform, recording } = await recordingTab(() => response);
    const received = await exchangeCode(platform);
    await eventually(async () => expect(await recordedExchanges(recording)).toHaveLength(1));
    expect(taken.octets).toBe(0);
    await received.body?.cancel();
    expect(taken.cancelled).toBe(true);
  });

  it('does not make a navigation wait for an endless body', async () => {
    const silent = new Response(new ReadableStream(), { headers: { 'content-type': 'application/json' } });
    const { platform, tab, recording } = await recordingTab(() => silent);
    void (await exchangeCode(platform)).text();
    platform.navigate(`${AS}/authorize`);
    await eventually(async () => expect(tab.navigations).toEqual([`${AS}/authorize`]));
    expect(await recordedExchanges(recording)).toHaveLength(2);
  });

  it('succeeds if the database never responds, and a navigation then waits for one second', async () => {
    const { tab } = await recordingTab();
    const open = vi.spyOn(indexedDB, 'open').mockReturnValue(pendingRequest());
    const platform = instrument(tab);
    expect(await (await exchangeCode(platform)).json()).toEqual(TOKENS);
    platform.navigate(`${AS}/authorize`);
    expect(tab.navigations).toEqual([]);
    tab.pass(LONGEST_WAIT_MS);
    expect(tab.navigations).toEqual([`${AS}/authorize`]);
    open.mockRestore();
  });

  it('succeeds if the database throws, and a navigation happens once', async () => {
    const { tab } = await recordingTab();
    const open = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('blocked', 'SecurityError');
    });
    const platform = instrument(tab);
    expect(await (await exchangeCode(platform)).json()).toEqual(TOKENS);
    platform.navigate(`${AS}/authorize`);
    await eventually(async () => expect(tab.navigations).toEqual([`${AS}/authorize`]));
    tab.pass(LONGEST_WAIT_MS);
    expect(tab.navigations).toHaveLength(1);
    await expect(deleteAll()).resolves.toBeUndefined();
    open.mockRestore();
  });

  it('fails with the error of the network', async () => {
    const failure = new TypeError('Failed to fetch');
    const { platform, recording } = await recordingTab(() => Promise.reject(failure));
    await expect(exchangeCode(platform)).rejects.toBe(failure);
    await eventually(async () => {
      expect(await recordedExchanges(recording)).toMatchObject([{ outcome: { kind: 'failed' } }]);
    });
  });

  it('passes on the status, a header, the address and every octet of the response, however the body is split', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 40_000 }), { maxLength: 5 }),
        async (pieces) => {
          const body = new ReadableStream({
            start(controller) {
              for (const piece of pieces) controller.enqueue(new Uint8Array(piece));
              controller.close();
            },
          });
          const given = new Response(body, { status: 201, headers: { 'x-a': 'b' } });
          Object.defineProperty(given, 'url', { value: `${AS}/elsewhere` });
          const { platform } = await recordingTab(() => given);
          const response = await exchangeCode(platform);
          expect(response).toMatchObject({ status: 201, url: `${AS}/elsewhere` });
          expect(response.headers.get('x-a')).toBe('b');
          expect(Buffer.from(await response.arrayBuffer()).equals(Buffer.concat(pieces))).toBe(true);
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('the stored messages of a recording', () => {
  async function recorded(browser = testBrowser()) {
    const made = await recordingTab(tokens, browser);
    await (await exchangeCode(made.platform)).json();
    await eventually(async () => {
      const [kept] = await recordedExchanges(made.recording);
      expect(kept?.outcome).toMatchObject({ response: { body: JSON.stringify(TOKENS) } });
    });
    return made;
  }

  async function expectForgotten(tab: TestPlatform, recording: Recording): Promise<void> {
    await eventually(async () => expect(await hasRecordings()).toBe(false));
    expect(await recordedExchanges(recording)).toEqual([]);
    expect(recordingOf(tab.storage.tab)).toBeUndefined();
  }

  it('are gone after a sign-out in its tab, and the message of the revocation is not stored', async () => {
    const { platform, tab, recording } = await recorded();
    const settings = {
      serverUrl: SERVER,
      clientId: 'app',
      clientName: 'App',
      redirectUri: 'https://app.example/callback',
      postLogoutRedirectUri: 'https://app.example/',
    };
    await createSession(settings, platform).signOut();
    await (await exchangeCode(platform, `${AS}/revoke`)).text();
    await expectForgotten(tab, recording);
  });

  it('are gone after a sign-out in another tab, whether that tab records or not', async () => {
    for (const open of [(other: TestPlatform) => other, instrument]) {
      const browser = testBrowser();
      const { tab, recording } = await recorded(browser);
      open(testPlatform(tokens, { browser })).broadcast.postMessage(signOutMessage(SERVER));
      await expectForgotten(tab, recording);
    }
  });

  it.each([
    ['that does not record', () => Promise.resolve(testPlatform(tokens))],
    ['that records', async () => (await recordingTab()).tab],
  ])('are gone when a tab %s leaves the page to end its session', async (_which, open) => {
    await recorded();
    const tab = await open();
    vi.resetModules();
    vi.doMock('./recorded-log.ts', () => new Promise(() => {}));
    const { instrument: instrumentWithoutChunk } = await import('./instrument.ts');
    // A page that navigates loses its pending work.
    const remains = new Promise<boolean>((resolve) => {
      const platform = instrumentWithoutChunk({ ...tab, navigate: () => resolve(hasRecordings()) });
      platform.broadcast.postMessage(signOutMessage(SERVER));
      platform.navigate(`${AS}/end-session`);
    });
    expect(await remains).toBe(false);
    vi.doUnmock('./recorded-log.ts');
  });

  it('are gone after a sign-out in a browser that does not list its databases, and no database is created', async () => {
    // An own property hides the method of the prototype.
    Object.defineProperty(indexedDB, 'databases', { value: undefined, configurable: true });
    try {
      await recorded();
      await deleteAll();
      expect(await hasRecordings()).toBe(false);
      await deleteDatabase();
      await deleteAll();
    } finally {
      Reflect.deleteProperty(indexedDB, 'databases');
    }
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(DATABASE);
  });

  it('do not delay a sign-in in a tab that does not record: without a sign-out, the tab navigates immediately', () => {
    const tab = testPlatform(tokens);
    instrument(tab).navigate(`${AS}/authorize`);
    expect(tab.navigations).toEqual([`${AS}/authorize`]);
  });

  it('delay a sign-out by the longest wait at most, even if the database does not respond', async () => {
    const tab = testPlatform(tokens);
    const open = vi.spyOn(indexedDB, 'databases').mockReturnValue(new Promise(() => {}));
    const platform = instrument(tab);
    platform.broadcast.postMessage(signOutMessage(SERVER));
    platform.navigate(`${AS}/end-session`);
    expect(tab.navigations).toEqual([]);
    tab.pass(LONGEST_WAIT_MS);
    expect(tab.navigations).toEqual([`${AS}/end-session`]);
    open.mockRestore();
  });

  it('are gone after a sign-out in another tab while the recording tab is frozen; the recording tab then stops recording', async () => {
    const { platform, tab, recording } = await recorded();
    // Another browser object, whose broadcasts do not reach the tab.
    instrument(testPlatform(tokens)).broadcast.postMessage(signOutMessage(SERVER));
    await eventually(async () => expect(await hasRecordings()).toBe(false));
    await (await exchangeCode(platform)).json();
    await eventually(async () => expect(recordingOf(tab.storage.tab)).toBeUndefined());
    expect(await recordedExchanges(recording)).toEqual([]);
  });

  it('are gone after another tab has deleted all recordings, and a pending message is not stored', async () => {
    const { platform, tab, recording } = await recorded();
    const response = await exchangeCode(platform);
    await deleteRecordings();
    await response.json();
    await (await exchangeCode(platform)).json();
    await eventually(async () => expect(recordingOf(tab.storage.tab)).toBeUndefined());
    expect(await recordedExchanges(recording)).toEqual([]);
    expect(await everythingOnDisk()).toBe('[]');
  });

  it('cannot be read without their tab: no part of a secret or of the key is on disk', async () => {
    const { recording } = await recorded();
    const disk = await everythingOnDisk();
    for (const secret of [VERIFIER, ...Object.values(TOKENS), recording.key]) {
      for (let at = 0; at + 8 <= secret.length; at += 1) expect(disk).not.toContain(secret.slice(at, at + 8));
    }
  });

  it.each([
    ['older than 24 hours', RECORDING_LIFETIME_MS + 1],
    ['dated in the future, because the clock was set back', -RECORDING_LIFETIME_MS - 1],
  ])('are gone if the recording is %s when a document of the app starts', async (_what, laterMs) => {
    const { tab, recording } = await recorded();
    const nowMs = tab.nowMs + laterMs;
    instrument(testPlatform(tokens, { nowMs }));
    await eventually(async () => expect(await hasRecordings()).toBe(false));
    expect(await recordedExchanges(recording)).toEqual([]);
    expect(await everythingOnDisk()).toBe('[]');
  });

  it('are complete until 24 hours are over, and after that no message is stored', async () => {
    const { platform, tab, recording } = await recorded();
    tab.nowMs += RECORDING_LIFETIME_MS;
    await deleteOldRecordings(tab.nowMs);
    expect(await recordedExchanges(recording)).toHaveLength(1);
    tab.nowMs += 1;
    await (await exchangeCode(platform)).json();
    await eventually(async () => expect(recordingOf(tab.storage.tab)).toBeUndefined());
    expect(await recordedExchanges(recording)).toHaveLength(1);
  });

  it('of the first version, which stored messages in plain text, are gone', async () => {
    const first = await openDB(DATABASE, 1, {
      upgrade(database) {
        database
          .createObjectStore('exchanges', { autoIncrement: true })
          .createIndex('recording', 'recording');
      },
    });
    await first.add('exchanges', { recording: 'x', exchange: TOKENS });
    first.close();
    instrument(testPlatform(tokens));
    await eventually(async () => expect(await everythingOnDisk()).toBe('[]'));
  });

  it('are complete after a broadcast that is not a sign-out', async () => {
    const { platform, recording } = await recorded();
    platform.broadcast.postMessage('something else');
    await (await exchangeCode(platform)).json();
    await eventually(async () => expect(await recordedExchanges(recording)).toHaveLength(2));
  });
});
