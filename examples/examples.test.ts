import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTestNetwork } from '../src/mocks/testing/network.ts';
import { API, APP, exampleServers, ISSUER } from './testing/servers.ts';
import { openTab, type Tab } from './testing/tab.ts';
import type { SignInButton } from './web-component/sign-in-button.ts';

const PROGRAMS = globSync('*/*.{ts,tsx}', { cwd: import.meta.dirname, exclude: ['testing'] });
const tabs: Tab[] = [];

/** A browser, and the servers that the examples name. */
function setUp() {
  const servers = exampleServers();
  const network = createTestNetwork(new URL(APP).origin, async (request) => {
    const serve = servers.byOrigin.get(new URL(request.url).origin);
    if (!serve) throw new TypeError('Failed to fetch');
    return serve(request);
  });
  const tab = openTab((url, init = {}) => network(String(url), init));
  tabs.push(tab);
  return { ...servers, tab };
}

afterEach(async () => {
  for (const tab of tabs.splice(0)) await tab.close();
});

function button(name: string): HTMLButtonElement {
  const found = [...document.querySelectorAll('button')].find(
    ({ textContent, disabled, hidden }) => textContent === name && !disabled && !hidden,
  );
  if (!found) throw new Error(`There is no button “${name}” to press.`);
  return found;
}

const press = (name: string) => vi.waitFor(() => button(name).click(), 20_000);
const text = () => document.body.textContent;
const shows = (expected: string) => vi.waitFor(() => expect(text()).toContain(expected), 20_000);

describe('the examples', () => {
  it.each(PROGRAMS)('%s has at most 60 lines, and imports no part of the app except src/oauth', (path) => {
    const program = readFileSync(join(import.meta.dirname, path), 'utf8');
    expect(program.split('\n').length).toBeLessThanOrEqual(60);
    const imported = [...program.matchAll(/from '([^']+)'/g)].map(([, specifier = '']) => specifier);
    expect(imported.filter((each) => !/^\.\.\/\.\.\/src\/oauth\/|^react(-dom\/client)?$/.test(each))).toEqual(
      [],
    );
  });

  it('are at least five', () => expect(PROGRAMS.length).toBeGreaterThanOrEqual(5));
});

describe('vanilla', () => {
  const load = () => import('./vanilla/main.ts');

  it('signs in with its button, shows the user, removes the code from the address, and signs out', async () => {
    const { tab, decide } = setUp();
    await tab.open(`${APP}/notes?tag=a#b`, load);
    await press('Sign in');
    const left = new URL(await tab.destination());
    expect(left.href.startsWith(`${ISSUER}/authorize?`)).toBe(true);
    expect(left.searchParams.get('code_challenge_method')).toBe('S256');

    await tab.open(await decide(left.href, 'approve'), load);
    await shows('Signed in as Ada Lovelace');
    await vi.waitFor(() => expect(location.href).toBe(`${APP}/notes?tag=a#b`), 20_000);
    await press('Sign out');
    expect(await tab.destination()).toMatch(`${ISSUER}/end-session?`);

    await tab.open(`${APP}/`, load);
    await shows('Signed out');
  });

  it('says that the person denied access, and its button returns to the page where the first sign-in began', async () => {
    const { tab, decide } = setUp();
    await tab.open(`${APP}/notes`, load);
    await press('Sign in');
    await tab.open(await decide(await tab.destination(), 'deny'), load);
    await shows('You did not allow access');
    await press('Sign in');
    await tab.open(await decide(await tab.destination(), 'approve'), load);
    await vi.waitFor(() => expect(location.href).toBe(`${APP}/notes`), 20_000);
  });
});

describe('react', () => {
  const load = () => import('./react/main.tsx');

  it('signs in, and is then at the address where the sign-in began', async () => {
    const { tab, decide } = setUp();
    await tab.open(`${APP}/notes?tag=a#b`, load);
    await press('Sign in');
    await tab.open(await decide(await tab.destination(), 'approve'), load);
    await shows('Signed in as Ada Lovelace');
    expect(location.href).toBe(`${APP}/notes?tag=a#b`);
  });

  it('says that the person denied access, and offers a new sign-in', async () => {
    const { tab, decide } = setUp();
    await tab.open(`${APP}/`, load);
    await press('Sign in');
    await tab.open(await decide(await tab.destination(), 'deny'), load);
    await press('You did not allow access. Sign in again');
    expect(new URL(await tab.destination()).origin).toBe(new URL(ISSUER).origin);
  });
});

describe('api', () => {
  const load = () => import('./api/main.ts');

  it('requests the scope notes:write when the API requires this scope, and then writes a note', async () => {
    const { tab, decide } = setUp();
    await tab.open(`${APP}/`, load);
    const first = await tab.destination();
    expect(new URL(first).searchParams.get('resource')).toBe(API);
    expect(new URL(first).searchParams.get('scope')).not.toContain('notes:write');

    await tab.open(await decide(first, 'approve'), load);
    await press('Add a note');
    const more = await tab.destination();
    expect(new URL(more).searchParams.get('scope')).toContain('notes:write');

    await tab.open(await decide(more, 'approve'), load);
    await press('Add a note');
    await shows('Written by an example.');
  });
});

describe('web component', () => {
  const load = () => import('./web-component/sign-in-button.ts');
  const html = `<sign-in-button issuer="${ISSUER}" client-id="my-app"></sign-in-button>`;

  it('signs in on the page that contains it, and fires its event once, not at each refresh', async () => {
    const { tab, decide } = setUp();
    await tab.open(`${APP}/page`, load, html);
    await press('Sign in');
    const back = await decide(await tab.destination(), 'approve');
    expect(new URL(back).pathname).toBe('/page');

    const heard: unknown[] = [];
    await tab.open(
      back,
      () => {
        document.addEventListener('signed-in', (event) => heard.push(event), true);
        return load();
      },
      html,
    );
    await vi.waitFor(() => expect(heard).toHaveLength(1), 20_000);
    expect(heard[0]).toMatchObject({ detail: { identity: { name: 'Ada Lovelace' } } });
    expect(() => button('Sign in')).toThrow('no button');
    await document.querySelector<SignInButton>('sign-in-button')?.session?.refresh();
    expect(heard).toHaveLength(1);
  });
});

describe('node', () => {
  const redirectUri = 'http://127.0.0.1:8000/callback';

  /** Runs the example with a local server. `members` are added to the metadata of the server. */
  async function runFor(members: object = {}) {
    let serve = exampleServers().authorizationServer.fetch;
    const http = createServer(async (request, response) => {
      const served = await serve(new Request(`http://${request.headers.host}${request.url}`));
      const metadata = await served.json();
      response
        .writeHead(served.status, Object.fromEntries(served.headers))
        .end(JSON.stringify({ ...metadata, ...members }));
    });
    await once(http.listen(0, '127.0.0.1'), 'listening');
    const issuer = `http://127.0.0.1:${Object(http.address()).port}/idp`;
    const { authorizationServer, decide } = exampleServers(issuer, [redirectUri]);
    serve = authorizationServer.fetch;
    try {
      const script = join(import.meta.dirname, 'node/authorization-url.ts');
      const { stdout } = await promisify(execFile)(process.execPath, [script, issuer, 'my-app', redirectUri]);
      const [url = ''] = stdout.split('\n');
      const command = stdout.slice(stdout.search(/^curl /m)).trim();
      return { url, command, issuer, authorizationServer, decide };
    } finally {
      http.close();
    }
  }

  /** Runs a command in a shell whose curl prints its arguments, one on each line. */
  const typed = async (command: string) => {
    const script = `curl() { printf '%s\\n' "$@"; }\n${command}`;
    return (await promisify(execFile)('sh', ['-c', script])).stdout.trim().split('\n');
  };

  it('prints a URL, and a command that redeems the code of that URL', async () => {
    const { url, command, issuer, authorizationServer, decide } = await runFor();
    const code = new URL(await decide(url, 'approve')).searchParams.get('code') ?? '';
    const curl = await typed(command.replace('CODE', code));
    expect(curl).toContain(`${issuer}/token`);
    const response = await authorizationServer.fetch(
      new Request(`${issuer}/token`, { method: 'POST', body: new URLSearchParams(curl.at(-1)) }),
    );
    expect(await response.json()).toMatchObject({ token_type: 'Bearer' });
  });

  it('keeps the query of the authorization endpoint (RFC 6749 §3.1)', async () => {
    const authorization_endpoint = 'https://login.example/authorize?tenant=a';
    expect((await runFor({ authorization_endpoint })).url).toContain(`${authorization_endpoint}&`);
  });

  it.each(['$(echo$IFS-forged)', ';echo$IFS-forged;', "';echo$IFS-forged;'"])(
    'quotes the token endpoint of the metadata so that a shell runs no part of that URL: %s',
    async (hidden) => {
      const { command } = await runFor({ token_endpoint: `https://login.example/token/${hidden}` });
      const curl = await typed(command);
      expect(curl).toContain(`https://login.example/token/${hidden.replaceAll("'", '%27')}`);
      expect(curl.some((line) => /^-?forged/.test(line))).toBe(false);
    },
  );
});
