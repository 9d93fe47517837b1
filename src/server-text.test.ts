import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = import.meta.dirname;
/** Screens that show what a server, a client or a link says. */
const SCREENS = ['app', 'lab', 'mocks']
  // A starter has no lab.
  .filter((room) => existsSync(join(SRC, room)))
  .flatMap((room) =>
    readdirSync(join(SRC, room), { recursive: true, encoding: 'utf8' }).map((name) => `${room}/${name}`),
  )
  .filter((name) => name.endsWith('.tsx') && !name.endsWith('.test.tsx'));

/** A member of something that a server sent, between tags without `ServerText`. */
const RAW =
  /(?<![=$])\{(?:\w+\.)*(?:tool|prompt|resource|elicitation|block|content|client|failure|discovery|server|kept|grant|identity)\??\.(?:\w+\.)*(?:name|title|description|message|text|uri|issuer|clientId|resource|subject|scopes\.join\(' '\))(?: \?\? [\w.]+)?\}(?!<\/Value>)/g;

/** A cut name would show only the beginning of `accounts.example.org.….evil.example`. */
const CUT_ADDRESS =
  /<ServerText text=\{[^}]*\b(?:\w*[uU]rl|issuer|origin|host|href|\w*[eE]ndpoint|resource)\)? *\} kind="name"/g;

describe('the text of a server', () => {
  it('is isolated only by ServerText, never by other components', () =>
    expect(SCREENS.filter((name) => readFileSync(join(SRC, name), 'utf8').includes('<bdi'))).toEqual([]));

  it('is never put between tags without ServerText', () => {
    const raw = SCREENS.flatMap((name) =>
      [...readFileSync(join(SRC, name), 'utf8').matchAll(RAW)].map(([found]) => `${name}: ${found}`),
    );
    expect(raw, 'Put it into <ServerText text={…} kind="name" /> of src/ui/ServerText.tsx').toEqual([]);
  });

  it('is not cut if it is an address', () => {
    const cut = SCREENS.flatMap((name) =>
      [...readFileSync(join(SRC, name), 'utf8').matchAll(CUT_ADDRESS)].map(([found]) => `${name}: ${found}`),
    );
    expect(cut).toEqual([]);
  });
});
