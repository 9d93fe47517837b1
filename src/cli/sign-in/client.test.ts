import { describe, expect, it } from 'vitest';
import { createTestBrowser, SERVER, type TestServers } from '../../lab/check/testing/browser.ts';
import { resourceWith, withMembers } from '../../lab/check/testing/changes.ts';
import { runCommand } from '../command.ts';
import { createAddressBook } from '../network/addresses.ts';
import type { WireRequest } from '../network/wire.ts';
import { createTestMachine, sendTo } from '../testing/machine.ts';
import { personAt } from '../testing/person.ts';
import { NoSignIn } from './no-sign-in.ts';

const REGISTERING: TestServers = { policy: { registrationOffered: true } };

async function run(servers: TestServers = REGISTERING, parts: Parameters<typeof createTestMachine>[1] = {}) {
  const browser = createTestBrowser(servers);
  const sent: WireRequest[] = [];
  const { machine, written } = createTestMachine(sendTo(browser, sent), { ...personAt(browser), ...parts });
  const code = await runCommand(['sign-in', SERVER], machine);
  const posts = sent
    .filter(({ method }) => method === 'POST')
    .map(({ url, body }) => [url, new URLSearchParams(body)] as const);
  return { code, ...written, sent, posts };
}

describe('a command line program with the unchanged src/oauth', () => {
  it('signs in with a loopback redirect and a verifier in its memory, and revokes the tokens', async () => {
    const { code, stdout, stderr, posts } = await run();
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Signed in at https:\/\/as\.example\/idp as Ada Lovelace, for /m);
    expect(code).toBe(0);
    const [, exchange] = posts.find(([url]) => url.endsWith('/token')) ?? [];
    expect(exchange?.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}$/);
    expect(exchange?.get('code_verifier')).toMatch(/^[\w-]{43,128}$/);
    expect(posts.some(([url]) => url.endsWith('/revoke'))).toBe(true);
  });

  it('signs in at a server that requires pushed requests (RFC 9126), although their address has no `state`', async () => {
    const { code, stdout, stderr, posts } = await run({
      policy: { ...REGISTERING.policy, pushedAuthorizationRequests: 'required' },
    });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Signed in at /m);
    expect(code).toBe(0);
    expect(posts.some(([url]) => url.endsWith('/par'))).toBe(true);
  });

  it('prints no token, code or verifier', async () => {
    const { stdout, stderr, posts } = await run();
    const [, exchange] = posts.find(([url]) => url.endsWith('/token')) ?? [];
    const [, revoked] = posts.find(([url]) => url.endsWith('/revoke')) ?? [];
    for (const secret of [exchange?.get('code'), exchange?.get('code_verifier'), revoked?.get('token')]) {
      expect(secret).toMatch(/.{20,}/);
      expect(stdout + stderr).not.toContain(secret);
    }
  });

  it('stops with the reason if the metadata names another issuer', async () => {
    const { code, stderr, posts } = await run({
      ...REGISTERING,
      change: withMembers(({ url }) => url.includes('oauth-authorization-server'), {
        issuer: 'https://evil.example',
      }),
    });
    expect(stderr).toContain('The metadata of the authorization server names another issuer');
    expect(stderr).toContain('\n  Expected: https://as.example/idp\n  Found: https://evil.example\n');
    expect(code).toBe(2);
    expect(posts.filter(([url]) => url.endsWith('/token'))).toEqual([]);
  });

  it('quotes the server’s refusal, with status and address, and without control characters', async () => {
    const { code, stderr } = await run({
      ...REGISTERING,
      instead: ({ url, method }) =>
        method === 'POST' && url.endsWith('/register')
          ? Response.json(
              { error: 'invalid_redirect_uri', error_description: 'Only https.\u001b[2J\n::error::forged' },
              { status: 400 },
            )
          : undefined,
    });
    expect(stderr).toMatch(/^ {2}It says: invalid_redirect_uri: Only https\./m);
    expect(stderr).toMatch(/^ {2}Error: registration_refused 400 https:\/\/as\.example\/idp\/register$/m);
    expect(stderr).not.toContain('\u001b');
    expect(stderr).not.toMatch(/^::error/m);
    expect(code).toBe(2);
  });

  it('names the other authorization servers of a resource', async () => {
    const { stderr } = await run({
      ...REGISTERING,
      ...resourceWith({ authorization_servers: ['https://gone.example', 'https://as.example/idp'] }),
      instead: ({ url }) =>
        url.startsWith('https://gone.example') ? new Response(null, { status: 404 }) : undefined,
    });
    expect(stderr).toContain('\n  Other authorization servers: https://as.example/idp\n');
  });

  it('stops with the reason if it cannot listen on its port', async () => {
    const openListener = () => Promise.reject(new NoSignIn('Port 0 of 127.0.0.1 cannot be opened (EACCES).'));
    const { code, stderr, sent } = await run(REGISTERING, { openListener });
    expect(stderr).toBe('Port 0 of 127.0.0.1 cannot be opened (EACCES).\n');
    expect(code).toBe(2);
    expect(sent).toEqual([]);
  });

  it('sends no request to a name that resolves to a nearer network than the server’s, and says so', async () => {
    const book = createAddressBook(async (host) => [
      { address: host === 'as.example' ? '10.0.0.7' : '8.8.8.8', family: 4 },
    ]);
    const { code, sent, stderr } = await run(REGISTERING, { book });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^A server could not be reached: as\.example resolves to 10\.0\.0\.7, which/);
    expect(sent.filter(({ url }) => url.startsWith('https://as.example'))).toEqual([]);
  });

  it('opens no sign-in page at a name that resolves to an address in a nearer network than the server’s', async () => {
    const opened: string[] = [];
    const { code, stdout, stderr } = await run(
      {
        ...REGISTERING,
        change: withMembers(({ url }) => url.includes('oauth-authorization-server'), {
          authorization_endpoint: 'https://near.example/authorize',
          authorization_response_iss_parameter_supported: true,
        }),
      },
      {
        book: createAddressBook(async (host) => [
          { address: host === 'near.example' ? '10.0.0.7' : '8.8.8.8', family: 4 },
        ]),
        async openBrowser(url) {
          opened.push(url);
          return false;
        },
      },
    );
    expect(opened).toEqual([]);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      'The sign-in page is at near.example, which resolves to 10.0.0.7, nearer to you than the server. It was not opened.\n',
    );
    expect(code).toBe(2);
  });

  it.each([
    ['refuses to revoke', { status: 503 }, 'The server did not confirm that it revoked them'],
    ['revokes', undefined, 'the tokens are deleted here and revoked there.'],
  ])('claims no more than it saw if a server %s', async (_does, refusal, says) => {
    const browser = createTestBrowser(REGISTERING);
    const send = sendTo(browser);
    const { machine, written } = createTestMachine(
      async (request, signal) =>
        refusal && request.url.endsWith('/revoke')
          ? { ...refusal, headers: new Headers(), body: null }
          : send(request, signal),
      personAt(browser),
    );
    expect(await runCommand(['sign-in', SERVER], machine)).toBe(0);
    expect(written.stdout).toContain(says);
  });
});
