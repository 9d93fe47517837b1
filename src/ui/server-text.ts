/** How much of a server's text is shown before the person asks for more, in UTF-16 code units, by what it is. */
export const SHOWN_AT_FIRST = { name: 100, value: 4_000, description: 1_000, content: 20_000 } as const;

/** The most that is ever shown of one text: a page has to lay it out. */
export const MOST_SHOWN = 6_000_000;

/** Text as it may stand on a page, and how much of it does not. */
export interface ShownText {
  text: string;
  /** In UTF-16 code units; zero where all of it is shown. */
  leftOut: number;
}

/** Letters whose writing takes joiners: between them a joiner is spelling, elsewhere it hides. */
const JOINING = String.raw`\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gujarati}\p{Script=Gurmukhi}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Mongolian}`;
/** Invisible, and part of what is seen: joiners of emoji and of {@link JOINING}, and how an emoji is drawn. */
const SPELLING = [
  String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})`,
  String.raw`(?<=\p{Extended_Pictographic})[\ufe0e\ufe0f]`,
  String.raw`(?<=[\d#*])\ufe0f(?=\u20e3)`,
  `(?<=[${JOINING}])[\\u200c\\u200d](?=[${JOINING}])`,
].join('|');
/** Controls, format characters (bidirectional ones among them), lone surrogates, and what fonts draw as nothing. */
const UNSEEN = String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`;
const SPELLING_OR_UNSEEN = new RegExp(
  String.raw`(?<kept>[\n\t]|${SPELLING})|(?<unseen>${UNSEEN})\k<unseen>*`,
  'gu',
);
/** More marks than any writing puts on one letter: a pile of them covers the lines above. */
const PILE = /(?<=\p{M}{8})\p{M}+/gu;

/**
 * Makes a server's text fit to be shown as text: cut, and with every character that would turn, hide or move others
 * spelled out, as `⟨U+202E⟩`. Line feeds and tabs stay. The cut comes first, so that long texts cost no more.
 *
 * @param most how many code units of it to show; a surrogate pair is not cut in two.
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

/** A name for places that take text alone, such as an option or a label: one line, cut, and isolated by itself. */
export function shownName(name: string): string {
  const { text, leftOut } = shownText(name, SHOWN_AT_FIRST.name);
  return `\u2068${text}${leftOut ? '…' : ''}\u2069`;
}

function spelledOut(character: string, times: number): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return times > 1 ? `⟨U+${hex} × ${times}⟩` : `⟨U+${hex}⟩`;
}

function isPair(text: string, at: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(at, at + 2));
}
