import { describe, expect, it } from 'vitest';
import { Unreadable } from '../lab/check/engine/unreadable.ts';
import { createTestBrowser, ISSUER, PAGE, SERVER, type TestServers } from '../lab/check/testing/browser.ts';
import { withHeaders, withMembers } from '../lab/check/testing/changes.ts';
import { missing, openWithSessions, withMetadata } from '../lab/check/testing/mcp-servers.ts';
import { READABLE } from '../lab/check/testing/responses.ts';
import { runCommand } from './command.ts';
import type { WireRequest } from './network/wire.ts';
import type { ReportDocument } from './output/report-document.ts';
import { createTestMachine, sendTo } from './testing/machine.ts';

async function run(args: readonly string[], servers: TestServers = {}) {
  const browser = createTestBrowser(servers);
  const sent: WireRequest[] = [];
  const { machine, written, files } = createTestMachine(sendTo(browser, sent));
  return { code: await runCommand(args, machine), ...written, files, sent };
}

describe('an invalid command line', () => {
  it.each([
    [['check'], 'Name the server to check'],
    [['check', 'mcp.example'], 'Write https:// before it.'],
    [['check', SERVER, 'more'], 'Name one server'],
    [['look', SERVER], 'There is no command look.'],
    [['check', SERVER, '--nothing'], "Unknown option '--nothing'."],
    [['check', SERVER, '--origin', 'app.example'], '--origin takes an origin'],
    [['check', SERVER, '--origin', 'https://app.example/path'], '--origin takes an origin'],
    [['check', SERVER, '--only', 'pkce'], 'There is no rule pkce.'],
    [['check', SERVER, '--fail-on', 'all'], '--fail-on takes must, should, never.'],
    [['check', SERVER, '--timeout', '0'], '--timeout takes seconds'],
    [['check', SERVER, '--json', '-', '--sarif', '-'], 'Only one format'],
    [['check', SERVER, '--json', ''], '--json takes the name of a file'],
    [['check', SERVER, '--json', 'a', '--sarif', './a'], 'Two formats cannot go to the same file.'],
    [['check', SERVER, '--scope', 'x'], '--scope needs --sign-in.'],
    [['check', SERVER, '-H', 'Origin: https://evil.example'], '--header cannot set Origin'],
  ])('ends with 3, and the message says what to write instead: %j', async (args, says) => {
    const { code, stderr, stdout } = await run(args);
    expect(stderr).toContain(says);
    expect(code).toBe(3);
    expect(stdout).toBe('');
  });

  it('causes a message that does not quote a mistyped header, which may contain a secret', async () => {
    for (const line of ['secret-123456', ': secret-123456', 'X-Key: secret-123456\u0007']) {
      const { code, stderr } = await run(['check', SERVER, '--header', line]);
      expect(code).toBe(3);
      expect(stderr).not.toContain('secret-123456');
    }
  });
});

describe('a secret', () => {
  const SECRET = 'k9SECRET0123456789';

  it('in a --header without quotes is not repeated: the message only counts the arguments', async () => {
    const { code, stderr } = await run(['check', SERVER, '-H', 'X-Api-Key:', SECRET]);
    expect(code).toBe(3);
    expect(stderr).toContain('Name one server: 1 argument is too many.');
    expect(stderr).not.toContain(SECRET);
  });

  it('in the address is masked in all output, including the first line', async () => {
    const { stdout, stderr } = await run(['check', `${SERVER}?access_token=${SECRET}`]);
    expect(stdout).toMatch(/^https:\/\/mcp\.example\/mcp\?access_token=\S+, as a page of/);
    expect(stdout + stderr).not.toContain(SECRET);
  });

  it('of --header is masked in an origin that the server builds from it', async () => {
    const { stdout, stderr } = await run(['check', SERVER, '-H', `X-Api-Key: ${SECRET}`], {
      change: withMembers(({ url }) => url.includes('oauth-protected-resource'), {
        authorization_servers: [`https://${SECRET}.example`],
      }),
    });
    expect(stdout).toContain('named by the resource metadata');
    expect((stdout + stderr).toLowerCase()).not.toContain(SECRET.toLowerCase());
  });
});

it('--header sends headers with the names __proto__ and constructor', async () => {
  const { code, sent } = await run(['check', SERVER, '-H', '__proto__: x', '-H', 'constructor: y']);
  expect(code).toBe(0);
  const toServer = sent.filter(({ url }) => url.startsWith('https://mcp.example/'));
  expect(toServer.length).toBeGreaterThan(0);
  for (const { headers } of toServer) {
    expect(Object.entries(headers)).toEqual(
      expect.arrayContaining([
        ['__proto__', 'x'],
        ['constructor', 'y'],
      ]),
    );
  }
});

it('an interrupt ends the program at once while it writes a file, as nothing may ever read a named pipe', async () => {
  const listeners = new Set<() => void>();
  const { machine } = createTestMachine(sendTo(createTestBrowser()), {
    onInterrupt(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async writeFile() {
      expect(listeners.size).toBe(0);
    },
  });
  expect.assertions(2);
  expect(await runCommand(['check', SERVER, '--json', 'pipe'], machine)).toBe(0);
});

describe('the exit code', () => {
  it('is 0 if the server breaks no MUST, and the output names the hosts before the report', async () => {
    const { code, stdout } = await run(['check', SERVER, '--origin', PAGE]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /asks https:\/\/mcp\.example, named by you\n.*asks https:\/\/as\.example, named by the resource metadata/,
    );
    expect(stdout).toContain('No MUST that was tested is broken.');
  });

  const withoutCors: TestServers = {
    change: withHeaders(() => true, { 'Access-Control-Allow-Origin': undefined }),
  };

  it('is 1 if the server breaks a MUST, and the report names the missing header', async () => {
    const { code, stdout } = await run(['check', SERVER], withoutCors);
    expect(code).toBe(1);
    expect(stdout).toContain('It has no Access-Control-Allow-Origin.');
    expect(stdout).toContain('seen outside a browser');
  });

  it('is 0 for a server whose only fault is to exclude pages, if the user adds `--origin none`', async () => {
    const { code, stdout } = await run(['check', SERVER, '--origin', 'none'], withoutCors);
    expect(stdout).toContain('No MUST that was tested is broken.');
    expect(code).toBe(0);
  });

  it('is 1 if the preflight excludes pages, and the report says that a client outside a browser can sign in', async () => {
    const forAnotherPage: TestServers = {
      change: withHeaders(({ url }) => url === SERVER, {
        'Access-Control-Allow-Origin': 'https://other.example',
      }),
    };
    const { code, stdout } = await run(['check', SERVER], forAnotherPage);
    expect(code).toBe(1);
    expect(stdout).toContain('A page cannot use this server as it is.');
    expect(stdout).toContain('A client can find its way to the sign-in');
  });

  it('is 2 if a server requires a session, but sends the session ID in a wrong header, which no client reads', async () => {
    const { code, stdout } = await run(['check', SERVER], {
      instead: withMetadata(openWithSessions, missing),
      change: withHeaders(({ url }) => url === SERVER, { 'Mcp-Session-Id': undefined, 'X-Session-Id': 's1' }),
    });
    expect(code).toBe(2);
    expect(stdout).toContain('A client cannot use this server as it is.');
    expect(stdout).toContain('Send the ID in the header Mcp-Session-Id');
  });

  it('is 0 if a page cannot see the response to a notification, and the report says what other clients can do', async () => {
    const { code, stdout } = await run(['check', SERVER], {
      instead: withMetadata(openWithSessions, missing),
      async change(request, response) {
        const headers = new Headers(response.headers);
        const isNotification =
          request.method === 'POST' && (await request.clone().text()).includes('"notifications/');
        if (isNotification) headers.delete('Access-Control-Allow-Origin');
        return new Response(response.body, { status: response.status, headers });
      },
    });
    expect(stdout).toContain('A page cannot use this server as it is.');
    expect(stdout).toContain('Outside a browser: This server accepts clients without a token.');
    expect(code).toBe(0);
  });

  it('is 1 if a page cannot see the refusal of an invalid token, and the report does not blame the preflight', async () => {
    const { code, stdout } = await run(['check', SERVER], {
      change: withHeaders(
        ({ method, url, headers }) => method === 'POST' && url === SERVER && headers.has('Authorization'),
        { 'Access-Control-Allow-Origin': undefined },
      ),
    });
    expect(code).toBe(1);
    expect(stdout).toContain('It hides its refusal of an invalid token from pages.');
    expect(stdout).not.toContain('It refuses Authorization');
  });

  it.each<[string, string[], string, string]>([
    ['/login?state=1', [], 'https://mcp.example/login', 'a page where people sign in'],
    ['/v2/mcp?state=1', [], 'https://mcp.example/v2/mcp', 'redirects to: https://mcp.example/v2/mcp'],
    ['/v2/mcp', ['--origin', 'none'], 'https://mcp.example/v2/mcp', 'Use the address that it redirects to:'],
    ['http://mcp.example/mcp/', ['--origin', 'none'], 'http://mcp.example/mcp/', 'X-Forwarded-Proto'],
    ['https://login.example/', ['--origin', 'none'], 'https://login.example/', 'a page where people sign in'],
    ['/mcp', ['--origin', 'none'], 'https://mcp.example/mcp', 'leads to the same address again'],
  ])('is 1 if the server redirects to %s: the report says so (%j)', async (location, args, leadsTo, says) => {
    const redirecting: TestServers = {
      instead: ({ method, url }) =>
        url === SERVER && method !== 'OPTIONS'
          ? new Response(null, {
              status: 302,
              headers: { 'Access-Control-Allow-Origin': '*', Location: location },
            })
          : undefined,
    };
    const { code, stdout } = await run(['check', SERVER, ...args], redirecting);
    const text = stdout.replace(/\s+/g, ' ');
    expect(code).toBe(1);
    expect(text).toContain(`It answers a call with a redirect to ${leadsTo}.`);
    expect(text).toContain(says);
    expect(text).toContain('A client cannot use this server as it is.');
    expect(text).not.toContain('state=1');
  });

  it('depends only on findings about the first authorization server, even if a client can use the second', async () => {
    const first = 'https://first.example';
    const { stdout } = await run(['check', SERVER, '--json', '-'], {
      change: withMembers(({ url }) => url.includes('oauth-protected-resource'), {
        authorization_servers: [first, ISSUER],
      }),
      instead: ({ url }) =>
        url.startsWith(first)
          ? Response.json({
              issuer: first,
              authorization_endpoint: `${first}/authorize`,
              token_endpoint: `${first}/token`,
              registration_endpoint: `${first}/register`,
              response_types_supported: ['code'],
              code_challenge_methods_supported: ['S256'],
              refresh_token_expiration_types_supported: ['unknown'],
            })
          : undefined,
    });
    const { findings }: ReportDocument = JSON.parse(stdout);
    const about = findings.filter(({ rule, result }) => rule !== 'others-usable' && result === 'broken');
    expect(about.map(({ rule }) => rule)).toEqual([]);
    expect(findings.find(({ rule }) => rule === 'registration-offered')?.result).toBe('not tested');
  });

  it('is 0 if the authorization endpoint does not exist, and the report says that it is missing', async () => {
    const { code, stdout } = await run(['check', SERVER], {
      instead: ({ url }) =>
        url.endsWith('/authorize') ? new Response('<!doctype html>Not Found', { status: 404 }) : undefined,
    });
    expect(code).toBe(0);
    expect(stdout.replace(/\s+/g, ' ')).toContain('It answered 404 to a request without parameters.');
  });

  it('is 2 if no call gets a response; despite the metadata, the report does not say that a client can sign in', async () => {
    const closing: TestServers = {
      instead({ url }) {
        if (url === SERVER) throw new Unreadable('The server closed the connection without a response.');
        return undefined;
      },
    };
    const { code, stdout } = await run(['check', SERVER], closing);
    expect(code).toBe(2);
    expect(stdout).toContain('Outside a browser: The server closed the connection without a response.');
    expect(stdout).not.toContain('can find its way to the sign-in');
  });

  it('is 0 if the user skips the broken rules, or only wants them reported', async () => {
    expect((await run(['check', SERVER, '--fail-on', 'never'], withoutCors)).code).toBe(0);
    expect((await run(['check', SERVER, '--only', 's256'], withoutCors)).code).toBe(0);
  });

  it.each([
    [429, READABLE],
    [500, READABLE],
    [503, {}],
  ])('is 2 if metadata requests get %i, unless the user selects other rules', async (status, headers) => {
    const busy: TestServers = {
      instead: ({ url }) =>
        url.includes('/.well-known/') ? new Response(null, { status, headers }) : undefined,
    };
    const { code, stdout } = await run(['check', SERVER], busy);
    expect(stdout).toMatch(
      /\? The report could not decide\. (A location was not available|The server, or a proxy)/,
    );
    expect(code).toBe(2);
    expect((await run(['check', SERVER, '--only', 'asks-for-a-token'], busy)).code).toBe(0);
  });

  it.each([
    ['s256', 'No metadata was found.'],
    ['wrong-verifier-refused', 'has not run.'],
    ['enforcement', 'has not run.'],
    ['asks-for-a-token,s256', 'No metadata was found.'],
    ['asks-for-a-token,registration', 'No authorization server metadata was found.'],
  ])(
    'is 2 if --only contains a name, and the check decides no rule of that name: %s',
    async (only, reason) => {
      const { code, stdout } = await run(['check', SERVER, '--only', only], {
        instead: ({ url }) => (url.includes('as.example') ? new Response(null, { status: 503 }) : undefined),
      });
      expect(stdout).toMatch(/The check (decided none of the selected rules|did not decide “[^”]+”)\./);
      expect(stdout).toContain(reason);
      expect(code).toBe(2);
    },
  );

  it('is 2 if two looks contradict each other about a rule that a sign-in needs', async () => {
    let reads = 0;
    const isAgain = ({ url }: Request) => url.includes('/oauth-authorization-server') && reads++ > 0;
    const { code, stdout } = await run(['check', SERVER, '--origin', 'none'], {
      policy: { plainAllowed: true },
      change: withMembers(isAgain, { code_challenge_methods_supported: ['plain'] }),
    });
    expect(stdout).toContain('twice, and saw this only once');
    expect(code).toBe(2);
  });

  it.each([
    [2, 'all rules', '/mcp', []],
    [2, 'all rules', '/oauth-authorization-server', []],
    [0, 'another rule', '/oauth-authorization-server', ['--only', 'is-mcp-server']],
  ])(
    'is %i for %s if two looks at %s contradict each other, although another client can sign in',
    async (exit, _, place, only) => {
      let times = 3;
      const isEarly = ({ method, url }: Request) =>
        method !== 'OPTIONS' && url.includes(place) && !url.includes('resource') && times-- > 0;
      const { code, stdout } = await run(['check', SERVER, ...only], {
        change: withHeaders(isEarly, { 'Access-Control-Allow-Origin': undefined }),
      });
      const isUndecided = /^The report could not decide\..*\n(Outside a browser: .*\n)?\? The report could/m;
      expect([code, isUndecided.test(stdout)]).toEqual([exit, exit === 2]);
    },
  );

  it('is 2 if one of two names in --only selects no rule about the server', async () => {
    const { code, stdout } = await run(['check', SERVER, '--only', 's256,dpop']);
    expect(stdout).toContain('One name in --only selects no rule about this server');
    expect(code).toBe(2);
  });

  it.each([403, 404, 408, 425, 429, 500, 503])('is 2 if the server responds only with %i', async (status) => {
    const down: TestServers = { instead: () => new Response(null, { status, headers: READABLE }) };
    const { code, stdout } = await run(['check', SERVER, '--origin', 'none'], down);
    expect(stdout).toMatch(/\? It answered a call with .* Every response that could be read had the status/);
    expect(code).toBe(2);
    for (const servers of [down, { instead: () => new Response(null, { status }) }]) {
      const { stdout: ofPage } = await run(['check', SERVER], servers);
      expect(ofPage).not.toMatch(/rules? (is|are) broken/);
    }
  });

  it.each([
    ['response', ''],
    ['response to a call', 'GET'],
  ])('is 2 if every second %s, even to a preflight, is an error', async (_what, except) => {
    for (const status of [400, 403, 404, 429, 500]) {
      for (const first of [0, 1]) {
        let at = first;
        const instead = ({ method }: Request) =>
          method !== except && at++ % 2 === 0 ? new Response(null, { status, headers: READABLE }) : undefined;
        const { code } = await run(['check', SERVER], { instead, policy: { registrationOffered: true } });
        expect(code, `${status}`).toBe(2);
      }
    }
  });

  it('is 2 if the server does not respond', async () => {
    const gone = () => Promise.reject(new TypeError('fetch failed'));
    const { code, stdout } = await run(['check', SERVER], { instead: gone });
    expect(stdout).toContain(`${SERVER} did not respond.`);
    expect(code).toBe(2);
  });
});
