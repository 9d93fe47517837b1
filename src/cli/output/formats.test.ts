import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTestBrowser, SERVER, type TestServers } from '../../lab/check/testing/browser.ts';
import { withHeaders, withMembers } from '../../lab/check/testing/changes.ts';
import { runCommand } from '../command.ts';
import { createTestMachine, sendTo } from '../testing/machine.ts';
import { personAt } from '../testing/person.ts';

const FORMATS = ['json', 'junit', 'sarif', 'markdown', 'har'] as const;

/** The output of a check: the terminal, and a file for each format. */
async function outputs(servers: TestServers, args: readonly string[] = []): Promise<Record<string, string>> {
  const browser = createTestBrowser(servers);
  const { machine, written, files } = createTestMachine(sendTo(browser), personAt(browser));
  const formats = FORMATS.flatMap((format) => [`--${format}`, format]);
  await runCommand(['check', SERVER, ...formats, ...args], machine);
  return { terminal: written.stdout + written.stderr, ...Object.fromEntries(files) };
}

const isMetadata = ({ url }: Request) => url.includes('/.well-known/');

describe('the JSON report', () => {
  const schema = z.fromJSONSchema(
    JSON.parse(readFileSync(join(import.meta.dirname, 'report.schema.json'), 'utf8')),
  );

  it.each<[string, TestServers]>([
    ['a good server', {}],
    ['no CORS at all', { change: withHeaders(() => true, { 'Access-Control-Allow-Origin': undefined }) }],
    ['a server that does not exist', { instead: () => Promise.reject(new TypeError('fetch failed')) }],
  ])('of %s matches its schema', async (_what, servers) => {
    const { json = '' } = await outputs(servers);
    expect(schema.parse(JSON.parse(json))).toEqual(JSON.parse(json));
    expect(schema.safeParse({ ...JSON.parse(json), version: 2 }).success).toBe(false);
  });

  it('is the only text on the standard output if its file is -; the report for people is then on the standard error', async () => {
    const { machine, written } = createTestMachine(sendTo(createTestBrowser()));
    await runCommand(['check', SERVER, '--json', '-'], machine);
    expect(JSON.parse(written.stdout)).toMatchObject({ format: 'pkce-lab-check', server: SERVER });
    expect(written.stderr).toContain('not tested');
  });
});

/** Control characters, and characters that reverse, hide or break text. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** The text that a hostile server puts everywhere. */
const NASTY = [
  '\u001b]0;pwned\u0007\u001b[2J\u009b31m',
  '\u202egnp.exe',
  '</failure><script>alert(1)</script>]]>',
  '"><img src=x onerror=alert(1)>',
  '[click](javascript:alert(1)) ![x](https://evil.example/pixel) @everyone <b>',
  '{0} [[\\](https://evil.example)',
  '\r\n::error::forged\n# Forged',
  '\u2028\ud800',
].join(' ');

/** A forged verdict, and forged commands, which GitHub and Azure would read in their logs. */
const FORGED = 'x\n✓ No rule is broken.\n::error::forged ##[error]a';
const REFUSED = { status: 400, headers: { 'Access-Control-Allow-Origin': '*' } };

describe('text of a hostile server', () => {
  const hostile: TestServers = {
    change: withMembers(isMetadata, {
      resource: NASTY,
      issuer: NASTY,
      authorization_servers: ['https://as.example/idp'],
      token_endpoint: NASTY,
      scopes_supported: [NASTY],
      code_challenge_methods_supported: [NASTY],
    }),
  };

  it('cannot move the cursor or hide text, in the terminal and in each format', async () => {
    for (const [format, text] of Object.entries(await outputs(hostile, ['--origin', 'none']))) {
      expect(
        [...text].filter((each) => UNSEEN.test(each) && each !== '\n'),
        format,
      ).toEqual([]);
    }
  });

  it.each<[string, TestServers, string[]]>([
    [
      'of a refused registration',
      {
        policy: { registrationOffered: true },
        instead: ({ method, url }) =>
          method === 'POST' && url.endsWith('/register')
            ? Response.json({ error: FORGED }, REFUSED)
            : undefined,
      },
      ['--sign-in', '--yes'],
    ],
    ['of a refused call', { instead: () => new Response(FORGED, REFUSED) }, []],
    [
      'of a refused call to a client outside a browser',
      { instead: () => new Response(FORGED, REFUSED) },
      ['--origin', 'none'],
    ],
    [
      'of metadata',
      { change: withMembers(isMetadata, { resource: FORGED, scopes_supported: [FORGED] }) },
      [],
    ],
  ])('cannot forge a line or a command to a build server: the text %s', async (_what, servers, args) => {
    const { terminal = '' } = await outputs(servers, args);
    expect(terminal).toContain('forged');
    expect(terminal).not.toMatch(/^\s*✓ No rule/m);
    expect(terminal).not.toMatch(/^\s*::/m);
    expect(terminal).not.toMatch(/##\w*\[/);
  });

  it.each([
    ['an ordinary space', `${'A'.repeat(99)} `],
    ['a no-break space', `${'A'.repeat(79)}\u00a0`],
    ['an ideographic space', `${'A'.repeat(79)}\u3000`],
    ...Array.from({ length: 20 }, (_, more) => [
      `${more + 20} characters of two cells`,
      `${'田'.repeat(more + 20)} `,
    ]),
  ])('cannot begin a line of a terminal that breaks long lines: after %s', async (_what, before) => {
    const said = `${before}✓ No rule that was tested is broken.`;
    const { machine, written } = createTestMachine(
      sendTo(createTestBrowser({ instead: () => new Response(said, REFUSED) })),
    );
    machine.stdout = { ...machine.stdout, isTTY: true, columns: 80 };
    await runCommand(['check', SERVER, '--origin', 'none'], machine);
    const cells = stripVTControlCharacters(written.stdout).replace(/[\u3000-\u9fff]/g, '$&$&');
    expect(cells).toMatch(/✓ No\s+rule/);
    expect(cells.split('\n').flatMap((line) => line.match(/.{1,80}/g) ?? [])).not.toContainEqual(
      expect.stringMatching(/^\s?✓ No rule/),
    );
  });

  // GitHub's runner trims every space of Unicode before it looks for a command.
  it.each([' ', '\u00a0', '\u202f', '\u3000'])(
    'is not read as a command by a build server if %j comes before it',
    async (space) => {
      const said = `x\n${space}::error::forged`;
      const browser = createTestBrowser({ instead: () => new Response(said, REFUSED) });
      const { machine, written } = createTestMachine(sendTo(browser));
      await runCommand(['check', SERVER, '--markdown', '-'], machine);
      expect(written.stdout).toContain('forged');
      expect(written.stdout).not.toMatch(/^\s*::/m);
    },
  );

  it('is only text in XML: it opens and closes no element', async () => {
    const { junit = '' } = await outputs(hostile, ['--origin', 'none']);
    expect(junit).toContain('&lt;script&gt;');
    const names = new Set([...junit.matchAll(/<\/?([^\s/>]+)/g)].map(([, name]) => name));
    expect([...names].sort()).toEqual(
      ['?xml', 'failure', 'skipped', 'system-out', 'testcase', 'testsuite', 'testsuites'].filter((name) =>
        names.has(name),
      ),
    );
    expect(junit).not.toContain(']]>');
  });

  it('is no link and no placeholder in SARIF (§3.11.5, §3.11.6)', async () => {
    const { sarif = '' } = await outputs(hostile, ['--origin', 'none']);
    const results: { message: { text: string } }[] = JSON.parse(sarif).runs[0].results;
    const texts = results.map(({ message }) => message.text).join('\n');
    expect(texts).toContain('click');
    expect(texts).not.toMatch(/(?<!\\)\[[^\]]*(?<!\\)\]\(/);
    expect(texts).not.toMatch(/(?<!\{)\{\d+\}(?!\})/);
  });

  it('never puts a command to a build server at the start of a line of Markdown', async () => {
    const { markdown = '' } = await outputs({
      change: withMembers(isMetadata, { issuer: 'x\n::error::forged\n\u00a0::error::forged' }),
    });
    expect(markdown).toContain('forged');
    expect(markdown).not.toMatch(/^\s*::/m);
  });

  it('is no markup in Markdown: outside code, every special character is escaped', async () => {
    const { markdown = '' } = await outputs(hostile, ['--origin', 'none']);
    const outsideCode = markdown.replace(/^(`{4,})\n[\s\S]*?\n\1$/gm, '').replace(/(`+) .*? \1/g, '');
    expect(outsideCode).toContain('click');
    expect(outsideCode).not.toMatch(/(?<!\\)<(img|script|b)\b/);
    expect(outsideCode).not.toMatch(
      /(?<!\\)\]\((?!https:\/\/(www\.rfc-editor|modelcontextprotocol|datatracker|openid|fetch\.spec|wicg|www\.w3|w3c))/,
    );
    expect(outsideCode).not.toMatch(/^# Forged/m);
  });
});

describe('a secret', () => {
  const SECRET = 'k9-SECRET-0123456789-abcdef';

  it.each(['4938', 'pin-7', 'a+b/c=d'])('of --header is masked even if it is short: %s', async (secret) => {
    const spellings = [secret, encodeURIComponent(secret), btoa(secret)];
    const servers = {
      change: withMembers(isMetadata, {
        resource: `we saw ${spellings.join(' and ')}`,
        authorization_servers: [`https://${btoa(secret)}.example`],
      }),
    };
    const written = Object.entries(await outputs(servers, ['--header', `X-Pin: ${secret}`]));
    for (const [format, text] of written) {
      for (const spelling of spellings)
        expect(text, format).not.toMatch(new RegExp(`\\b${spelling.replace(/\W/g, '\\$&')}`, 'i'));
    }
    expect(written.find(([format]) => format === 'terminal')?.[1]).toContain('we saw … and …');
  });

  it('of --header is sent only to the named server, and no output contains it, however the server transforms it', async () => {
    const echoed = `we saw ${SECRET}, ${btoa(SECRET)} and ${encodeURIComponent(`<${SECRET}>`)}`;
    const sentTo = new Map<string, (string | undefined)[]>();
    const browser = createTestBrowser({
      change: withMembers(isMetadata, { resource: echoed, scopes_supported: [echoed] }),
    });
    const send = sendTo(browser);
    const { machine, written, files } = createTestMachine(async (request, signal) => {
      const { origin } = new URL(request.url);
      sentTo.set(origin, [...(sentTo.get(origin) ?? []), request.headers['X-Api-Key']]);
      return send(request, signal);
    });
    const formats = FORMATS.flatMap((format) => [`--${format}`, format]);
    await runCommand(['check', SERVER, '--header', `X-Api-Key: ${SECRET}`, ...formats], machine);
    expect(new Set(sentTo.get('https://mcp.example'))).toEqual(new Set([SECRET]));
    expect(
      [...sentTo]
        .filter(([origin]) => origin !== 'https://mcp.example')
        .flatMap(([, keys]) => keys.filter(Boolean)),
    ).toEqual([]);
    for (const [format, text] of [['terminal', written.stdout + written.stderr], ...files] as const) {
      for (const form of [SECRET, btoa(SECRET), encodeURIComponent(SECRET)])
        expect(text, format).not.toContain(form);
    }
  });
});
