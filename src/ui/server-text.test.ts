import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_SHOWN, SHOWN_AT_FIRST, shownName, shownText } from './server-text.ts';

const shown = (text: string) => shownText(text, SHOWN_AT_FIRST.content).text;

describe('a server’s text', () => {
  it.each([
    ['plain text', 'Grüße, 世界', 'Grüße, 世界'],
    ['lines and tabs', 'a\n\tb\r\nc', 'a\n\tb\nc'],
    ['an override', 'a\u202eb', 'a⟨U+202E⟩b'],
    ['embeddings and their end', '\u202a\u202b\u202c\u202d', '⟨U+202A⟩⟨U+202B⟩⟨U+202C⟩⟨U+202D⟩'],
    ['isolates and their end', '\u2066\u2067\u2068\u2069', '⟨U+2066⟩⟨U+2067⟩⟨U+2068⟩⟨U+2069⟩'],
    ['direction marks', '\u200e\u200f\u061c', '⟨U+200E⟩⟨U+200F⟩⟨U+061C⟩'],
    ['zero width', 'pay\u200bpal\u200cpay\u200dpal\ufeff', 'pay⟨U+200B⟩pal⟨U+200C⟩pay⟨U+200D⟩pal⟨U+FEFF⟩'],
    ['a soft hyphen and joiners of words', '\u00ad\u2060\u034f', '⟨U+00AD⟩⟨U+2060⟩⟨U+034F⟩'],
    ['C0 controls', 'a\0b\u0007c\u001b[31md\u007f', 'a⟨U+0000⟩b⟨U+0007⟩c⟨U+001B⟩[31md⟨U+007F⟩'],
    ['C1 controls', '\u0080\u0085\u009b', '⟨U+0080⟩⟨U+0085⟩⟨U+009B⟩'],
    ['a carriage return without a line feed', 'safe\revil', 'safe⟨U+000D⟩evil'],
    ['line and paragraph separators', '\u2028\u2029', '⟨U+2028⟩⟨U+2029⟩'],
    ['lone surrogates', 'a\ud800b\udc00', 'a⟨U+D800⟩b⟨U+DC00⟩'],
    ['tags, in which text can hide', '\u{e0041}\u{e0042}', '⟨U+E0041⟩⟨U+E0042⟩'],
    ['variation selectors, in which bytes can hide', 'a\ufe00\u{e0100}', 'a⟨U+FE00⟩⟨U+E0100⟩'],
    ['letters that browsers draw as nothing', '\u3164\u115f', '⟨U+3164⟩⟨U+115F⟩'],
    ['blanks that are not spaces', 'pay\u2800pal\u{1d159}\u{13441}', 'pay⟨U+2800⟩pal⟨U+1D159⟩⟨U+13441⟩'],
    ['spaces that are too narrow to see', 'pay\u200apal\u2009', 'pay⟨U+200A⟩pal⟨U+2009⟩'],
    ['annotations', '\ufff9a\ufffab\ufffb', '⟨U+FFF9⟩a⟨U+FFFA⟩b⟨U+FFFB⟩'],
    ['a run of the same character', `a${'\u200b'.repeat(1000)}b`, 'a⟨U+200B × 1000⟩b'],
    ['a pile of marks', `a${'\u0301'.repeat(50)}b`, `a${'\u0301'.repeat(8)}⟨42 more marks⟩b`],
  ])('is shown in a safe form: %s', (_what, text, expected) => expect(shown(text)).toBe(expected));

  it.each(['👩‍👩‍👧', '❤️', '👍🏽', '🏳️‍🌈', '1️⃣', 'می‌خواهم', 'क्‍ष', 'é', 'Việt'])(
    'does not change if a joiner or a mark belongs to the spelling: %s',
    (text) => expect(shown(text)).toBe(text),
  );

  it('has no direction marks, no lone surrogates, and no controls except line feeds and tabs, for every input', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (generated) => {
        const [left] =
          /[\p{Cs}\p{Cc}\p{Bidi_Control}\u2800]/u.exec(shown(generated).replaceAll(/[\n\t]/g, '')) ?? [];
        expect(left).toBeUndefined();
        expect(shown(shown(generated)), 'a second pass changes nothing').toBe(shown(generated));
      }),
    );
  });

  it('is cut, but never in the middle of a character, and the length of the rest is given', () => {
    expect(shownText('a'.repeat(300), 100)).toEqual({ text: 'a'.repeat(100), leftOut: 200 });
    expect(shownText('abc', 3)).toEqual({ text: 'abc', leftOut: 0 });
    expect(shownText('ab😀c', 3)).toEqual({ text: 'ab', leftOut: 3 });
    expect(shownText('ab😀c', 4)).toEqual({ text: 'ab😀', leftOut: 1 });
  });

  it('is cut before any other work: 100 texts of a million characters take less than five seconds', () => {
    for (const character of ['a', '\u202e', '\u0301', '\ud800', '👩‍', '\u200b\u200c']) {
      const long = character.repeat(1_000_000);
      const started = process.cpuUsage();
      for (let times = 0; times < 100; times += 1) shownText(long, SHOWN_AT_FIRST.description);
      expect(process.cpuUsage(started).user / 1_000).toBeLessThan(5_000);
    }
  });

  it('can be shown up to a limit above 5 MiB', () => {
    expect(MOST_SHOWN).toBeGreaterThan(5 * 1024 * 1024);
    const { text, leftOut } = shownText('x'.repeat(MOST_SHOWN + 5), MOST_SHOWN);
    expect([text.length, leftOut]).toEqual([MOST_SHOWN, 5]);
  });
});

describe('a name that a page shows in a place without markup', () => {
  it('is isolated, so that its direction does not affect other text', () => {
    expect(shownName('name')).toBe('\u2068name\u2069');
    expect(shownName('\u2069\u202eevil')).toBe('\u2068⟨U+2069⟩⟨U+202E⟩evil\u2069');
    expect(shownName('x'.repeat(1_000_000))).toBe(`\u2068${'x'.repeat(100)}…\u2069`);
  });

  it('is one line, with its line feeds and tabs spelled out', () =>
    expect(shownName('a\r\nb\tc')).toBe('\u2068a⟨U+000A⟩b⟨U+0009⟩c\u2069'));
});
