/**
 * How much of a server's text is shown before the person asks for more, in UTF-16 code units, by the kind of text. A
 * person decides about a value, such as a URL of 8,000 characters, or 100 scopes of 256 characters, so the page shows
 * the whole value.
 */
export const SHOWN_AT_FIRST = { name: 100, value: 30_000, description: 1_000, content: 20_000 } as const;

/** The maximum number of code units of one text that a page shows. A page cannot lay out more. */
export const MOST_SHOWN = 6_000_000;

/** The safe part of a text that a page may show, and the length of the rest. */
export interface ShownText {
  text: string;
  /** The length of the rest in UTF-16 code units; zero if the whole text is shown. */
  leftOut: number;
}

/** Scripts that use joiners: between their letters a joiner is part of the spelling; elsewhere it can hide text. */
const JOINING = String.raw`\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gujarati}\p{Script=Gurmukhi}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Mongolian}`;
/** Invisible characters that change what is seen: joiners of emoji and of {@link JOINING}, and emoji variants. */
const SPELLING = [
  String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})`,
  String.raw`(?<=\p{Extended_Pictographic})[\ufe0e\ufe0f]`,
  String.raw`(?<=[\d#*])\ufe0f(?=\u20e3)`,
  `(?<=[${JOINING}])[\\u200c\\u200d](?=[${JOINING}])`,
].join('|');
/** Blank signs of Braille, music and hieroglyphs; joiners and fillers of rare scripts. */
const BLANK = String.raw`\u2800\u{1d159}\u{13441}\u{13442}\u{16fe4}\u{1107f}`;
/** Spaces that are wider or narrower than an ordinary space. The narrowest of these spaces are invisible. */
const RARE_SPACE = String.raw`\u1680\u2000-\u200a\u205f`;
/**
 * Characters that a reader does not see, or cannot tell from a space: controls, format characters (also bidirectional
 * ones), lone surrogates, separators, ignorable characters, and those of the two sets above.
 */
const UNSEEN = String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}${BLANK}${RARE_SPACE}]`;
const SPELLING_OR_UNSEEN = new RegExp(
  String.raw`(?<kept>[\n\t]|${SPELLING})|(?<unseen>${UNSEEN})\k<unseen>*`,
  'gu',
);
/** More marks than any script puts on one letter. A pile of marks covers the lines above. */
const PILE = /(?<=\p{M}{8})\p{M}+/gu;

/**
 * Makes a server's text safe to show: cuts it, and shows the code point, such as `⟨U+202E⟩`, of each character that
 * would reverse, hide or move other characters. Line feeds and tabs stay. The cut comes first, so that a longer
 * text takes no more time.
 *
 * @param most the maximum number of code units to show; the cut does not split a surrogate pair.
 */
export function shownText(text: string, most: number): ShownText {
  const length = text.length > most && isPair(text, most - 1) ? most - 1 : Math.min(most, text.length);
  const shown = text
    .slice(0, length)
    .replaceAll('\r\n', '\n')
    .replace(SPELLING_OR_UNSEEN, (found, kept: string | undefined, unseen: string | undefined) =>
      unseen === undefined ? (kept ?? found) : spelledOut(unseen, found.length / unseen.length),
    )
    .replace(PILE, (marks) => `⟨${[...marks].length} more marks⟩`);
  return { text: shown, leftOut: text.length - length };
}

/** Returns a name for places that allow only text, such as an option or a label: one line, cut, direction isolated. */
export function shownName(name: string): string {
  const { text, leftOut } = shownText(name, SHOWN_AT_FIRST.name);
  const line = text.replace(/[\n\t]/g, (character) => spelledOut(character, 1));
  return `\u2068${line}${leftOut ? '…' : ''}\u2069`;
}

function spelledOut(character: string, times: number): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return times > 1 ? `⟨U+${hex} × ${times}⟩` : `⟨U+${hex}⟩`;
}

const isPair = (text: string, at: number): boolean =>
  /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(at, at + 2));
