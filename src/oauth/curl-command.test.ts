import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { curlCommand, isToken, printable, type RepeatableRequest } from './curl-command.ts';

/** The expected call of curl: its arguments, and its input from a pipe. */
interface Call {
  args: string[];
  stdin: string;
}

let sandbox = '';

beforeAll(() => {
  sandbox = mkdtempSync(join(tmpdir(), 'curl-command-'));
  for (const folder of ['bin', 'home', 'seen', 'work']) mkdirSync(join(sandbox, folder));
  const stub = join(sandbox, 'bin', 'curl');
  // Each call records its arguments, and its input if it reads any.
  writeFileSync(
    stub,
    `#!/bin/sh
count=$(ls "$SEEN" | wc -l)
call="$SEEN/$(printf '%04d' $((count / 2)))"
for argument; do printf '%s\\0' "$argument"; option=$last; last=$argument; done > "$call.args"
if [ "$option $last" = '--data-binary @-' ]; then cat > "$call.stdin"; else : > "$call.stdin"; fi
`,
  );
  chmodSync(stub, 0o755);
});

afterAll(() => rmSync(sandbox, { recursive: true, force: true }));

const SHELLS = {
  sh: ['sh'],
  bash: ['bash', '--noprofile', '--norc'],
  'an interactive bash': ['bash', '--noprofile', '--norc', '-i'],
} as const;

/** An interactive bash in its own terminal, with readline, history expansion and control keys. */
const TERMINAL = ['script', '-qec', 'bash --noprofile --norc -i', '/dev/null'];
/** A common shell that is not POSIX: it interprets backslashes in single quotes. Its input is a pipe, not a socket. */
const FISH = ['sh', '-c', 'cat | fish --no-config'];
const hasFish = spawnSync('fish', ['--version']).status === 0;
const hasTerminal = spawnSync('script', ['-qec', 'true', '/dev/null'], { input: '' }).status === 0;

/** Sends lines to a shell. @returns the calls of curl, and every new file. */
async function run(command: readonly string[], lines: readonly string[]) {
  const [seen, work] = [join(sandbox, 'seen'), join(sandbox, 'work')];
  for (const file of readdirSync(seen)) rmSync(join(seen, file));
  await typeInto(command, `${lines.join('\n')}\nexit 0\n`, work);
  const calls = readdirSync(seen)
    .filter((file) => file.endsWith('.args'))
    .sort()
    .map(
      (file): Call => ({
        args: readFileSync(join(seen, file), 'utf8').split('\0').slice(0, -1),
        stdin: readFileSync(join(seen, file.replace('.args', '.stdin')), 'utf8'),
      }),
    );
  const files = readdirSync(work);
  for (const file of files) rmSync(join(work, file), { recursive: true, force: true });
  return { calls, files };
}

const PROMPT = 'ready> ';

/** Waits for the prompt of a terminal: before the prompt, the shell does not read the input. */
async function typeInto(
  [shell = '', ...options]: readonly string[],
  input: string,
  cwd: string,
): Promise<void> {
  const env = {
    PATH: `${join(sandbox, 'bin')}:${process.env.PATH}`,
    HOME: join(sandbox, 'home'),
    SEEN: join(sandbox, 'seen'),
    LC_ALL: 'C.UTF-8',
    TERM: 'dumb',
    PS1: PROMPT,
  };
  if (shell !== 'script') {
    spawnSync(shell, options, { cwd, env, input, timeout: 20_000 });
    return;
  }
  const child = spawn(shell, options, { cwd, env, timeout: 20_000 });
  let shown = '';
  child.stdout.on('data', (text) => {
    const before = shown.includes(PROMPT);
    shown += text;
    if (!before && shown.includes(PROMPT)) child.stdin.end(input);
  });
  await new Promise((resolve) => child.on('close', resolve));
}

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** The expected call for a request, by the documentation of curl. */
function meant({ url, method = 'GET', headers = [], body = '' }: RepeatableRequest): Call {
  const { href } = new URL(url);
  const piped = UNPRINTABLE.test(body);
  const option = method === 'HEAD' ? ['--head'] : method !== 'GET' || body ? ['-X', method] : [];
  return {
    args: [
      '-i',
      ...(/[[\]{}]/.test(href) ? ['-g'] : []),
      ...option,
      href.replaceAll("'", '%27'),
      ...headers.flatMap(([name, value]) => ['-H', value ? `${name}: ${value}` : `${name};`]),
      ...(body ? (piped ? ['--data-binary', '@-'] : ['--data-raw', body]) : []),
    ],
    stdin: piped ? body : '',
  };
}

const PASTED = "'\n; touch pwned; echo '\u0003\u0015\ntouch pwned\n$(touch pwned)`touch pwned`!!:p";
const HOSTILE: RepeatableRequest[] = [
  { url: 'https://as.example/\u0003\u0015\ntouch pwned\n/.well-known?a=[1-9]&b={c,d}#\u202e' },
  { url: "https://as.example/'; touch pwned; '?x='$(touch pwned)'#'`touch pwned`" },
  { url: 'https://as.example/', method: "POST'&touch|`$!pwned".replace(';', '&').replace('$IFS', '|') },
  { url: 'https://as.example/', method: '-o' },
  { url: 'https://as.example/', method: 'HEAD' },
  { url: 'https://[::1]:8443/mcp', body: '@/etc/passwd' },
  { url: 'https://as.example/', method: 'POST', body: PASTED },
  { url: 'https://as.example/', method: 'POST', body: '-e\\077%s%%\n' },
  { url: 'https://as.example/', method: 'POST', body: "a'!!'b!-1 'c\\'!x $(touch pwned)" },
  { url: 'https://as.example/', body: '\t\u001b]0;title\u0007\u0000\u007f\u0085\u2028é🔑' },
  {
    url: 'https://as.example/',
    method: 'POST',
    headers: [
      ['a', 'x\\'],
      ['b', '; touch pwned #'],
      ['c', "\\'; touch pwned; \\\\'"],
    ],
    body: "\\' ; touch pwned #\\",
  },
  {
    url: 'https://as.example/',
    headers: [
      ['X-Empty', ''],
      ["X-'!`$|&*", 'it\'s !! `touch pwned` $(touch pwned) $HOME \\ " ; # … é'],
      ['Accept', '@/etc/passwd'],
    ],
  },
];

describe('a curl command', () => {
  it.each([
    ...Object.entries(SHELLS),
    ['a bash in a terminal', hasTerminal ? TERMINAL : SHELLS['an interactive bash']] as const,
    ...(hasFish ? [['fish', FISH] as const] : []),
  ])('runs curl once with the intended arguments and runs nothing else, in %s', async (_shell, command) => {
    const { calls, files } = await run(
      command,
      HOSTILE.flatMap((request) => [curlCommand(request), curlCommand(request, ' \\\n  ')]),
    );
    expect(calls).toEqual(HOSTILE.flatMap((request) => [meant(request), meant(request)]));
    expect(files).toEqual([]);
  });

  it('that has lost its quotes runs another command, and these tests notice that command', async () => {
    for (const command of [SHELLS.sh, SHELLS['an interactive bash']]) {
      expect((await run(command, ['curl -i -X POST; touch pwned #'])).files).toEqual(['pwned']);
    }
    if (hasTerminal) {
      const { files } = await run(TERMINAL, ["curl -i 'https://as.example/\u0003\u0015\ntouch pwned\n#'"]);
      expect(files).toEqual(['pwned']);
    }
  });

  const text = fc.string({
    unit: fc.oneof(
      fc.constantFrom(...` '"\\!$\`;|&<>()[]{}*?~#%@-=\n\r\t\u0003\u202eé`),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
  });
  const request = fc.record({
    url: text.map((path) => `https://as.example/${path}`).filter((url) => URL.canParse(url)),
    method: fc.string({ unit: fc.constantFrom(..."AZaz09!#$%&'*+-.^_`|~"), minLength: 1, maxLength: 8 }),
    headers: fc.array(
      fc.tuple(
        fc.string({ unit: fc.constantFrom(..."AZaz09!#$%&'*+-.^_`|~"), minLength: 1, maxLength: 8 }),
        text.filter((value) => !UNPRINTABLE.test(value)),
      ),
      { maxLength: 3 },
    ),
    body: text.map((body) => body.replace(/\p{Cs}/gu, '')),
  });

  it.each([...Object.entries(SHELLS).slice(0, 2), ...(hasFish ? [['fish', FISH] as const] : [])])(
    'of any request runs only that request, in %s',
    async (_shell, command) => {
      await fc.assert(
        fc.asyncProperty(fc.array(request, { minLength: 20, maxLength: 20 }), async (requests) => {
          const { calls, files } = await run(
            command,
            requests.map((each) => curlCommand(each)),
          );
          expect(calls).toEqual(requests.map(meant));
          expect(files).toEqual([]);
        }),
        { numRuns: 5 },
      );
    },
  );

  it('of any request has no backslash between single quotes, because fish would read an escape', () => {
    fc.assert(
      fc.property(request, (each) => {
        const quoted = curlCommand(each).match(/'[^']*'|\\./gs) ?? [];
        expect(quoted.filter((part) => /^'.*\\['\\]/s.test(part))).toEqual([]);
      }),
    );
  });

  it('of any request has no character that a terminal interprets', () => {
    fc.assert(
      fc.property(request, (each) => {
        expect(curlCommand(each)).not.toMatch(UNPRINTABLE);
        expect(curlCommand(each, ' \\\n  ').replaceAll(' \\\n  ', '')).not.toMatch(UNPRINTABLE);
      }),
    );
  });

  it.each<[string, RepeatableRequest]>([
    ['a method that is not a token', { url: 'https://a.example', method: 'POST; touch pwned #' }],
    ['a method with a line break', { url: 'https://a.example', method: 'POST\n' }],
    ['an empty method', { url: 'https://a.example', method: '' }],
    ['a header name with a space', { url: 'https://a.example', headers: [['a b', 'c']] }],
    ['a header name that curl reads as a file', { url: 'https://a.example', headers: [['@file', 'c']] }],
    ['a header value with a line break', { url: 'https://a.example', headers: [['a', 'b\r\nc: d']] }],
    ['a header value with reversed text', { url: 'https://a.example', headers: [['a', '\u202eb']] }],
    ['a file', { url: 'file:///etc/passwd' }],
    ['a script', { url: 'javascript:alert(1)' }],
    ['another scheme that begins with http', { url: 'httpx://a.example' }],
    ['another scheme that ends with http', { url: 'xhttp://a.example' }],
    ['no URL at all', { url: '-o pwned' }],
  ])('is refused for %s, with a reason', (_what, each) => {
    expect(() => curlCommand(each)).toThrow(TypeError);
    expect(() => curlCommand(each)).toThrow(/^(The \w+ of .* (not|control character)|Invalid URL)/);
  });

  it('shows the first character of a body unescaped, unless it is a hyphen', () => {
    expect(curlCommand({ url: 'https://a.example', body: 'a\n' })).toMatch(/^printf 'a\\012' /);
  });

  it.each([..."!#$%&'*+-.^_`|~aZ09"])('may have %s in a header name (RFC 9110 §5.6.2)', (character) => {
    expect(isToken(character)).toBe(true);
    expect(isToken(`x${character}`)).toBe(true);
  });

  it.each([...'"(),/:;<=>?@[\\]{} \t\u0000\u007fé', ''])('must not have %j in a header name', (character) => {
    expect(isToken(character)).toBe(false);
    expect(isToken(`${character}x`)).toBe(character === '');
    expect(isToken(`x${character}`)).toBe(character === '');
  });

  it('escapes only the characters of a body that a shell, a terminal or printf interprets', () => {
    expect(curlCommand({ url: 'https://a.example', body: '- -x a~\u001b\'"\\%\u007fé' })).toBe(
      String.raw`printf '\055 -x a~\033\047"\134%%\177\303\251' | curl -i -X GET 'https://a.example/' --data-binary @-`,
    );
  });

  it.each([
    ['controls', '\u0007\u009b'],
    ['format characters', '\u202e\u200b'],
    ['halves of surrogate pairs', '\ud800'],
    ['the line separator', '\u2028'],
    ['the paragraph separator', '\u2029'],
  ])('shows %s as U+FFFD', (_what, characters) => {
    expect(printable(`a${characters}b é🔑`)).toBe(`a${'\ufffd'.repeat(characters.length)}b é🔑`);
  });
});
