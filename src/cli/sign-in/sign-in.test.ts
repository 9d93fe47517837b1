import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { TestServers } from '../../lab/check/testing/browser.ts';
import {
  issuerWith,
  resourceWith,
  withHeaders,
  withMembers,
  withoutCode,
} from '../../lab/check/testing/changes.ts';
import { oauthError } from '../../lab/check/testing/responses.ts';
import { isRegistration, NOBODY_ANSWERS, REGISTERING, run } from '../testing/sign-in-run.ts';
import { openListener } from './listener.ts';
import { NoSignIn } from './no-sign-in.ts';

/** A server that does not compare the verifier. */
const UNCOMPARED: TestServers = { policy: { registrationOffered: true, verifierCheck: 'form only' } };

describe('the probes of --sign-in', () => {
  it('run with --yes, decide their rules, and neither use nor mention DPoP if the server does not promise it', async () => {
    const { code, result, stdout, files, sent } = await run(['--yes']);
    expect(stdout).toContain('No MUST that was tested is broken.');
    expect(code).toBe(0);
    // Looks for the whole names of the header and the parameter, because a random code can contain the letters “dpop”.
    expect(sent.filter(({ headers, url }) => headers.dpop || /[?&]dpop_jkt=/.test(url))).toEqual([]);
    for (const output of [stdout, ...files.values()]) expect(/\bDPoP\b|\bdpop[-_]/.test(output)).toBe(false);
    const rules = 'sign-in-works wrong-verifier-refused code-works-once refresh-rotates no-cookies';
    for (const rule of rules.split(' ')) expect(result(rule), rule).toBe('kept');
  });

  it.each([
    [{}, 'When a probe ends, it revokes them at as.example.'],
    [{ revocation_endpoint: undefined }, 'There is no revocation endpoint to use'],
  ])('say, before they ask, who gets which token, and what happens to it: %j', async (members, says) => {
    const asked: string[] = [];
    const { stdout } = await run(
      [],
      { ...REGISTERING, ...issuerWith(members) },
      {
        async confirm(question) {
          asked.push(question);
          return false;
        },
      },
    );
    expect(asked).toHaveLength(1);
    expect(stdout).toContain('send the MCP server a token that was not requested for it');
    expect(stdout).toContain(says);
  });

  it.each([
    [[], true],
    [['--client-id', 'a-client'], false],
  ])('say, before they ask, whether they register a new client: %j', async (args, registers) => {
    const { stdout } = await run(args, REGISTERING, { confirm: async () => false });
    expect(stdout.includes('registers a new client at as.example, and deletes it')).toBe(registers);
  });

  it.each([
    ['https://as.example/idp/clients/1', {}, true, 0],
    ['https://as.example/idp/clients/1', { token_endpoint_auth_method: 'client_secret_basic' }, true, 2],
    ['https://other.example/clients/1', {}, false, 0],
    ['javascript:alert(1)', {}, false, 0],
  ])('delete their client at %s with %j: %j (RFC 7592 §2.3)', async (uri, more, isDeleted, exitCode) => {
    const change = withMembers(isRegistration, {
      registration_client_uri: uri,
      registration_access_token: 'a-token-of-the-registration',
      ...more,
    });
    const { sent, files, code } = await run(['--yes'], { ...REGISTERING, change });
    const deleting = sent.filter(({ method }) => method === 'DELETE');
    expect(deleting.map(({ url, headers }) => [url, headers.authorization])).toEqual(
      isDeleted ? [[uri, 'Bearer a-token-of-the-registration']] : [],
    );
    if (isDeleted) expect(sent.at(-1)?.method).toBe('DELETE');
    expect([...files.values()].join('\n')).not.toContain('a-token-of-the-registration');
    expect(code).toBe(exitCode);
  });

  it('present only bound tokens if the server requires them, say so, and show no proof or token in any output', async () => {
    const { code, report, stdout, stderr, files, sent } = await run(['--yes'], {
      policy: { registrationOffered: true, dpop: 'required' },
    });
    expect(stdout).toContain('DPoP: 4 probes are about proofs and make a key each');
    expect(stdout).toContain('this server accepts only tokens that are bound to a key');
    const kept = report.findings.filter(({ group, result }) => group === 'dpop' && result === 'kept');
    expect(kept).toHaveLength(29);
    expect(code).toBe(0);
    const proofs = sent
      .flatMap(({ headers }) => headers.dpop?.split(', ') ?? [])
      .filter((proof) => proof.includes('.'));
    const tokens = sent
      .flatMap(({ headers }) => headers.authorization?.split(' ')[1] ?? [])
      .filter((token) => token.length > 100);
    expect(proofs.length).toBeGreaterThan(60);
    expect(tokens.length).toBeGreaterThan(25);
    const secrets = [...tokens, ...proofs.flatMap((proof) => proof.split('.').slice(1))].filter(Boolean);
    for (const output of [stdout, stderr, ...files.values()]) {
      expect(secrets.filter((secret) => output.includes(secret))).toEqual([]);
    }
  });

  it('test no rule if the user selects only a DPoP rule and the server does not promise DPoP', async () => {
    const { code, report } = await run(['--yes', '--only', 'dpop-call-htu']);
    expect(report.ending.says).toContain('No selected rule is about this server');
    expect(code).toBe(2);
  });

  it('send no proof and no dpop_jkt with --skip dpop', async () => {
    const { sent, visited } = await run(['--yes', '--skip', 'dpop'], {
      policy: { registrationOffered: true, dpop: 'offered' },
    });
    expect(sent.filter(({ headers }) => headers.dpop)).toEqual([]);
    expect(visited.join()).not.toContain('dpop_jkt');
  });

  it('detect that the server does not compare the verifier, and end with 1', async () => {
    const { code, report } = await run(['--yes'], UNCOMPARED);
    expect(report.ending.brokenRules).toEqual(['wrong-verifier-refused']);
    expect(code).toBe(1);
  });

  it.each<[string, boolean | undefined, string]>([
    ['whose user declines the probes', false, 'You did not agree to the probes.'],
    ['without a terminal', undefined, 'there is no terminal to ask at: add --yes.'],
  ])('do not run without the user’s agreement: a check %s ends with 2', async (_what, said, says) => {
    const { code, stdout, visited, sent } = await run([], REGISTERING, { confirm: async () => said });
    expect(stdout).toContain(says);
    expect(code).toBe(2);
    expect(visited).toEqual([]);
    const posted = sent.filter(({ method, url }) => method === 'POST' && url.endsWith('/register'));
    expect(posted.filter(({ body }) => body !== '{')).toEqual([]);
  });

  it('end with 2 if the program itself fails, and show no part of the error message', async () => {
    const { code, stderr } = await run([], REGISTERING, {
      confirm: () => Promise.reject(new RangeError('token=k9-secret')),
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^The program has failed \(RangeError\), so it has no result\.\n\s*at /);
    expect(stderr).not.toContain('k9-secret');
  });

  it('need a client: without registration, the message says how to name a client', async () => {
    const { code, stdout } = await run(['--yes'], {});
    expect(stdout).toContain('Register a public client with the redirect URI http://127.0.0.1/callback');
    expect(code).toBe(2);
  });

  it('are reported with the reason if they cannot run, even if a rule is broken, and the report does not advise --sign-in', async () => {
    const { code, stdout, files, report } = await run(['--yes', '--fail-on', 'should'], {
      policy: { plainAllowed: true },
    });
    expect(code).toBe(1);
    const [why = ''] = report.ending.untested;
    expect(why).toContain('Register a public client');
    expect(stdout).toContain(`? ${why}`);
    expect(files.get('markdown')).toContain('Register a public client with the redirect URI');
    expect(stdout).not.toContain('add --sign-in');
  });

  it.each([
    ['sign-in-works', ['--only', 'sign-in-works']],
    ['wrong-verifier-refused', ['--only', 'wrong-verifier-refused']],
    ['all rules with a sign-in', []],
  ])('that decide none of the selected rules (%s) end the check with 2', async (_which, only) => {
    const { code, report } = await run(['--yes', ...only], {
      ...REGISTERING,
      change: withoutCode('access_denied'),
    });
    expect(report.ending.says).toContain('The probes decided none of the selected rules.');
    expect(code).toBe(2);
  });

  it('keep their results if another program takes the port afterwards', async () => {
    let opened = 0;
    const taken = 'Port 49152 of 127.0.0.1 is taken.';
    const { code, report } = await run(['--yes'], UNCOMPARED, ({ openListener: open }) => ({
      openListener(options) {
        opened += 1;
        return opened > 4 ? Promise.reject(new NoSignIn(taken)) : open(options);
      },
    }));
    expect(report.ending).toMatchObject({ brokenRules: ['wrong-verifier-refused'], untested: [taken] });
    expect(code).toBe(1);
  });

  it('give no token to a resource that is wider than the named server, unless the user accepts that resource by name', async () => {
    const wide: TestServers = { ...REGISTERING, ...resourceWith({ resource: 'https://mcp.example' }) };
    const { code, stdout, visited } = await run(['--yes'], wide);
    expect(stdout).toContain('--accept https://mcp.example');
    expect(code).toBe(2);
    expect(visited).toEqual([]);
    expect((await run(['--yes', '--accept', 'https://mcp.example'], wide)).visited.length).toBeGreaterThan(5);
  });

  it.each(['t$(echo$IFS-forged)', 't;echo$IFS-forged;', "t';echo$IFS-forged;'"])(
    'print the origin that the user can accept, quoted as one word of a shell: %s.example',
    async (name) => {
      const { origin } = new URL(`https://${name}.example`);
      const { stdout } = await run(['--yes'], {
        ...REGISTERING,
        ...issuerWith({
          token_endpoint: `${origin}/token`,
          authorization_response_iss_parameter_supported: false,
        }),
        instead: ({ url }) => (url.startsWith(origin) ? oauthError('invalid_grant') : undefined),
      });
      const [, option = ''] = /add (--accept .*)\.$/m.exec(stdout) ?? [];
      const { stdout: words } = await promisify(execFile)('sh', ['-c', `printf '%s\\n' ${option}`]);
      expect(words).toBe(`--accept\n${origin}\n`);
    },
  );

  it('need the port of the redirect URI: if another program uses the port, the check says so and ends with 2', async () => {
    const other = await openListener({ port: 0, path: '/' });
    const { port } = new URL(other.redirectUri);
    try {
      const client = ['--client-id', 'a-client', '--redirect-uri', `http://127.0.0.1:${port}/callback`];
      const { code, stdout, visited } = await run(['--yes', ...client], REGISTERING, { openListener });
      expect(stdout).toContain(`Port ${port} of 127.0.0.1 is taken`);
      expect(code).toBe(2);
      expect(visited).toEqual([]);
    } finally {
      other.close();
    }
  });

  it.each<[string, string]>([
    ['http://localhost:8976/callback', 'http://localhost:8976/callback'],
    ['http://localhost/callback', 'http://localhost:49152/callback'],
  ])('expect the response at %s if the named client is registered with it', async (redirectUri, used) => {
    const client = ['--client-id', 'a-client', '--redirect-uri', redirectUri];
    const { visited } = await run(['--yes', '--only', 'sign-in-works', ...client], REGISTERING);
    expect(visited.map((url) => new URL(url).searchParams.get('redirect_uri'))).toEqual([used]);
  });

  it('stop at a redirect URI that is not on this machine', async () => {
    const client = ['--client-id', 'a-client', '--redirect-uri', 'http://localhost.example/callback'];
    const { code, stderr, visited } = await run(['--yes', ...client], REGISTERING);
    expect(stderr).toContain('--redirect-uri takes an http address at 127.0.0.1 or localhost');
    expect(code).toBe(3);
    expect(visited).toEqual([]);
  });

  it('run only for the selected rules, revoke their tokens, and leave no timer that would keep the process running', async () => {
    const timers = new Set<object>();
    const { visited, sent } = await run(['--yes', '--only', 'wrong-verifier-refused'], REGISTERING, {
      schedule() {
        const timer = {};
        timers.add(timer);
        return () => timers.delete(timer);
      },
    });
    // These are the correct request, the request with a wrong verifier, and a later correct request.
    expect(visited.length).toBe(3);
    expect(sent.some(({ url }) => url.endsWith('/revoke'))).toBe(true);
    expect([...timers]).toEqual([]);
  });

  it('run outside a browser if a page cannot read the token endpoint, and the output says so', async () => {
    const { report } = await run(['--yes'], {
      ...REGISTERING,
      change: withHeaders(({ url }) => url.endsWith('/token'), { 'Access-Control-Allow-Origin': undefined }),
    });
    const found = report.findings.find(({ rule }) => rule === 'wrong-verifier-refused');
    expect(found).toMatchObject({ result: 'kept', seenBy: 'client' });
  });

  it('print each address with --print-url, and open no browser', async () => {
    const opened: string[] = [];
    const { stdout } = await run(['--yes', '--print-url', '--only', 'sign-in-works'], REGISTERING, {
      async openBrowser(url) {
        opened.push(url);
        return true;
      },
      ...NOBODY_ANSWERS,
    });
    expect(opened).toEqual([]);
    expect(stdout).toMatch(/^sign in: https:\/\/as\.example\/\S+code_challenge_method=S256\S*$/m);
  });
});

describe('the secrets of a sign-in', () => {
  it('are in no output: no token, code or verifier appears in any encoding', async () => {
    const secrets = new Set<string>();
    const learn = (name: string, value: unknown) => {
      const isSecret = /token$|^code$|verifier|client_secret/.test(name);
      if (isSecret && typeof value === 'string' && value.length > 20) secrets.add(value);
    };
    const { files, stdout, stderr, sent } = await run(['--yes'], {
      ...REGISTERING,
      async change(_request, response) {
        const location = response.headers.get('Location');
        if (location) for (const [name, value] of new URL(location).searchParams) learn(name, value);
        const text = await response.clone().text();
        if (text.startsWith('{'))
          for (const [name, value] of Object.entries(JSON.parse(text))) learn(name, value);
        return response;
      },
    });
    for (const { body } of sent)
      for (const [name, value] of new URLSearchParams(body ?? '')) learn(name, value);
    expect(secrets.size).toBeGreaterThan(20);
    const forms = [...secrets].flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      btoa(secret),
      Buffer.from(secret).toString('hex'),
      [...secret].reverse().join(''),
    ]);
    const outputs = [['terminal', stdout + stderr], ...files] as const;
    expect(outputs.length).toBe(6);
    for (const [format, text] of outputs) {
      const found = forms.filter((form) => text.includes(form));
      expect(found, format).toEqual([]);
    }
  });

  it.each([
    ['an interrupt', 'interrupt'],
    ['the timeout', 'timeout'],
  ] as const)('are revoked, and the client is deleted, if %s ends the check', async (_says, what) => {
    const endings = new Map<string, () => void>();
    const issued: string[] = [];
    const managed = withMembers(isRegistration, {
      registration_client_uri: 'https://as.example/idp/clients/1',
      registration_access_token: 'a-token',
    });
    const { code, sent, report } = await run(
      ['--yes', '--timeout', '77', '--only', 'sign-in-works'],
      {
        ...REGISTERING,
        async change(request, response) {
          if (isRegistration(request)) return managed(request, response);
          if (!request.url.endsWith('/token') || !response.ok || request.method !== 'POST') return response;
          const { access_token, refresh_token } = await response.clone().json();
          issued.push(access_token, refresh_token);
          endings.get(what)?.();
          return response;
        },
      },
      {
        onInterrupt(listener) {
          endings.set('interrupt', listener);
          return () => {};
        },
        schedule(callback, delayMs) {
          if (delayMs === 77_000) endings.set('timeout', callback);
          return () => {};
        },
      },
    );
    const revoked = sent
      .filter(({ url }) => url.endsWith('/revoke'))
      .map(({ body }) => new URLSearchParams(body).get('token'));
    expect(issued).toHaveLength(2);
    expect(revoked.sort()).toEqual(issued.sort());
    expect(sent.at(-1)?.method).toBe('DELETE');
    expect(report.ending.untested).toHaveLength(1);
    expect(code).toBe(2);
  });
});
