import { createServer, request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type Listener, openListener } from './listener.ts';
import { NoSignIn } from './no-sign-in.ts';

const open: Listener[] = [];
afterEach(() => {
  for (const listener of open.splice(0)) listener.close();
});

async function listen(): Promise<Listener> {
  const listener = await openListener({ port: 0, path: '/a-path' });
  open.push(listener);
  return listener;
}

interface Reply {
  status: number | undefined;
  headers: Record<string, unknown>;
}

/** Sends a request with exactly these headers, which `fetch` would change or refuse. */
function call(
  url: string,
  { method = 'GET', host }: { method?: string; host?: string } = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent: false, headers: host === undefined ? {} : { Host: host } });
    sent.on('error', reject);
    sent.on('response', (response) => {
      response.resume();
      resolve({ status: response.statusCode, headers: response.headers });
    });
    sent.end();
  });
}

describe('the loopback redirect (RFC 8252 §7.3)', () => {
  it('listens on 127.0.0.1, accepts the response to its request, and closes', async () => {
    const listener = await listen();
    expect(new URL(listener.redirectUri).hostname).toBe('127.0.0.1');
    const arriving = listener.responseTo((state) => state === 'the-state');
    const url = `${listener.redirectUri}?code=a-code&state=the-state`;
    expect(await call(url)).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
    });
    expect(await arriving).toBe(url);
    await expect(call(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('listens on localhost for a client that is registered with this name, and no other program can listen on ::1', async () => {
    const listener = await openListener({ port: 0, path: '/a-path', hostname: 'localhost' });
    open.push(listener);
    const { hostname, port } = new URL(listener.redirectUri);
    expect(hostname).toBe('localhost');
    const other = createServer();
    const failure = new Promise((resolve) => other.once('error', resolve));
    other.listen(Number(port), '::1');
    expect(await failure).toMatchObject({ code: expect.stringMatching(/^EADDR(INUSE|NOTAVAIL)$/) });
    const arriving = listener.responseTo((state) => state === 'the-state');
    const query = '?code=a-code&state=the-state';
    const url = `http://127.0.0.1:${port}/a-path${query}`;
    expect(await call(url, { host: `localhost:${port}` })).toMatchObject({ status: 200 });
    expect(await arriving).toBe(listener.redirectUri + query);
  });

  it.each<[string, (redirectUri: string) => [string, { method?: string; host?: string }?]]>([
    ['another state', (uri) => [`${uri}?code=x&state=another`]],
    ['no state', (uri) => [`${uri}?code=x`]],
    ['two states', (uri) => [`${uri}?code=x&state=the-state&state=second`]],
    ['another path', (uri) => [`${uri}/more?code=x&state=the-state`]],
    ['another method', (uri) => [`${uri}?code=x&state=the-state`, { method: 'POST' }]],
    ['a name rebound to this machine', (uri) => [`${uri}?code=x&state=the-state`, { host: 'evil.example' }]],
  ])('does not end at a request with %s', async (what, requestTo) => {
    const listener = await listen();
    let strayed = 0;
    const arriving = listener.responseTo(
      (state) => state === 'the-state',
      () => {
        strayed += 1;
      },
    );
    expect((await call(...requestTo(listener.redirectUri))).status).toBe(404);
    expect(strayed).toBe(what.endsWith('state') || what.endsWith('states') ? 1 : 0);
    const url = `${listener.redirectUri}?code=right&state=the-state`;
    await call(url);
    expect(await arriving).toBe(url);
  });

  it('reports that another program uses its port', async () => {
    const { port } = new URL((await listen()).redirectUri);
    const taken = await openListener({ port: Number(port), path: '/' }).catch((error: unknown) => error);
    expect(taken).toBeInstanceOf(NoSignIn);
    expect(taken).toMatchObject({
      message: expect.stringContaining(`Port ${port} of 127.0.0.1 is taken: no response can arrive there.`),
    });
  });
});
