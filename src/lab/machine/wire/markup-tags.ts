/** An opening tag of XML or HTML. */
export interface Tag {
  /** The name with its prefix, as in `saml:Assertion`. */
  name: string;
  local: string;
  attributes: string;
  /** The index of its first character, and the index after its last character. */
  start: number;
  end: number;
}

const OPENING_TAG = /<((?:[\w.-]{1,60}:)?([A-Za-z][\w.-]{0,60}))((?:\s[^<>]*)?)>/g;
const BEGINNING = /<((?:[\w.-]{1,60}:)?([A-Za-z][\w.-]{0,60}))(?=\s)/g;
const CLOSING_TAG = /<\/([\w.:-]+)/g;

/** Every opening tag without an angle bracket in its attributes. */
export function* plainTags(text: string): Generator<Tag> {
  for (const { 0: tag, 1: name = '', 2: local = '', 3: attributes = '', index } of text.matchAll(
    OPENING_TAG,
  )) {
    yield { name, local, attributes, start: index, end: index + tag.length };
  }
}

/** Every opening tag with attributes. Quoted values may contain angle brackets. No character is read twice. */
export function* quotedTags(text: string): Generator<Tag> {
  const beginnings = new RegExp(BEGINNING);
  const unquoted = /[^<>"']*/y;
  const unpaired = new Set<string>();
  for (let match = beginnings.exec(text); match; match = beginnings.exec(text)) {
    const from = beginnings.lastIndex;
    let at = from;
    for (;;) {
      unquoted.lastIndex = at;
      const piece = unquoted.exec(text)?.[0] ?? '';
      at += piece.length;
      const mark = text[at];
      if (mark !== '"' && mark !== "'") break;
      const isValue = !unpaired.has(mark) && piece.trimEnd().endsWith('=');
      const end = isValue ? text.indexOf(mark, at + 1) : at;
      if (end < 0) unpaired.add(mark);
      at = Math.max(end, at) + 1;
    }
    const [, name = '', local = ''] = match;
    if (text[at] === '>')
      yield { name, local, attributes: text.slice(from, at), start: match.index, end: at + 1 };
    beginnings.lastIndex = at;
  }
}

/** Finds the closing tags of each name. */
export interface ClosingTags {
  /** @param from an index, at least as great as in every earlier call. */
  next(name: string, from: number): number | undefined;
}

/** Finds the closing tags of a text once, because a search from every opening tag would take quadratic time. */
export function closingTagsOf(text: string): ClosingTags {
  const left = new Map<string, number[]>();
  for (const { 1: name = '', index } of [...text.matchAll(CLOSING_TAG)].reverse()) {
    const known = left.get(name.toLowerCase());
    if (known) known.push(index);
    else left.set(name.toLowerCase(), [index]);
  }
  return {
    next(name, from) {
      const indices = left.get(name.toLowerCase()) ?? [];
      while ((indices.at(-1) ?? from) < from) indices.pop();
      return indices.at(-1);
    },
  };
}
