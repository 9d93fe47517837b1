import { LIMITS, type ReadingLimit } from './limits.ts';

/** Measures a response as its octets arrive. @returns the limit that the response exceeds, if any. */
export type MessageMeter = (octets: Uint8Array) => ReadingLimit | undefined;

// ASCII codes, because the loop reads megabytes octet by octet, on the page's only thread.
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** Matches a line of an event stream with a known field, or with a comment (a field with an empty name). */
const KNOWN_FIELD = /^(?:data|event|id|retry)?(?::|$)/;
const LONGEST_FIELD = 'retry:'.length;
const DATA = 'data:';

/** The levels of a message to which the limit for outer values applies: message, result, and the lists in it. */
const OUTER_LEVELS = 3;

/** Counts the values and the depth of JSON without parsing it, because a parser would first build the whole value. */
function createJsonMeter() {
  let depth = 0;
  let values = 0;
  let outerValues = 0;
  /** A batch has one more outer level, because it is a list of messages. */
  let outerLevels = OUTER_LEVELS;
  let inString = false;
  let escaped = false;
  function readOutsideString(value: number | undefined): ReadingLimit | undefined {
    switch (value) {
      case QUOTE:
        inString = true;
        return undefined;
      case OPENING_BRACKET:
      case OPENING_BRACE:
        if (depth === 0) outerLevels = OUTER_LEVELS + Number(value === OPENING_BRACKET);
        depth += 1;
        return depth > LIMITS.depth ? 'depth' : undefined;
      case CLOSING_BRACKET:
      case CLOSING_BRACE:
        // The depth never falls below zero. Otherwise, closing brackets in a first line without data would raise the
        // limit for later lines.
        depth = Math.max(0, depth - 1);
        return undefined;
      case COMMA:
        values += 1;
        if (depth <= outerLevels) outerValues += 1;
        if (outerValues > LIMITS.outerValues) return 'outer values';
        return values > LIMITS.values ? 'values' : undefined;
      default:
        return undefined;
    }
  }

  return {
    read(octets: Uint8Array, from: number, end: number): ReadingLimit | undefined {
      for (let at = from; at < end; at += 1) {
        const value = octets[at];
        if (!inString) {
          const limit = readOutsideString(value);
          if (limit) return limit;
        } else if (escaped) escaped = false;
        else if (value === BACKSLASH) escaped = true;
        else if (value === QUOTE) inString = false;
      }
      return undefined;
    },
    /** Ends a string, because a JSON string contains no unescaped line break. */
    endLine() {
      inString = false;
      escaped = false;
    },
    endMessage() {
      depth = 0;
      values = 0;
      outerValues = 0;
    },
  };
}

/** The meter of a response with one message. */
export function createMessageMeter(): MessageMeter {
  const json = createJsonMeter();
  let size = 0;
  return (octets) => {
    size += octets.byteLength;
    if (size > LIMITS.messageOctets) return 'message octets';
    return json.read(octets, 0, octets.length);
  };
}

/**
 * The meter of an event stream: only `data` fields become JSON. A line ends as in the HTML standard (§9.2.5) and in the
 * SDK's parser: with CR, LF or both. The first line always counts as data, because it may begin with a byte order
 * mark, which a parser skips.
 */
export function createStreamMeter(): MessageMeter {
  const json = createJsonMeter();
  let [streamSize, messages, unknownLines, eventSize, place] = [0, 0, 0, 0, 0];
  let field = '';
  let isFirstLine = true;
  let afterCarriageReturn = false;

  function endLine(): void {
    json.endLine();
    if (place === 0) {
      if (eventSize > 0) messages += 1;
      eventSize = 0;
      json.endMessage();
    }
    if (!KNOWN_FIELD.test(field)) unknownLines += 1;
    place = 0;
    field = '';
    isFirstLine = false;
  }

  /** Reads a part of a line. */
  function readPart(octets: Uint8Array, from: number, end: number): ReadingLimit | undefined {
    const fits = Math.min(end, from + LIMITS.messageOctets - eventSize);
    const nameEnd = Math.min(end, from + LONGEST_FIELD - field.length);
    for (let at = from; at < nameEnd; at += 1) field += String.fromCharCode(octets[at] ?? 0);
    if (isFirstLine || field.startsWith(DATA)) {
      const limit = json.read(octets, isFirstLine ? from : from + Math.max(0, DATA.length - place), fits);
      if (limit) return limit;
    }
    place += end - from;
    eventSize += end - from;
    return fits < end ? 'message octets' : undefined;
  }

  return (octets) => {
    streamSize += octets.byteLength;
    if (streamSize > LIMITS.streamOctets) return 'stream octets';
    let at = afterCarriageReturn && octets[0] === LINE_FEED ? 1 : 0;
    while (at < octets.length) {
      let end = at;
      while (end < octets.length && octets[end] !== LINE_FEED && octets[end] !== CARRIAGE_RETURN) end += 1;
      const limit = readPart(octets, at, end);
      if (limit) return limit;
      if (end === octets.length) break;
      endLine();
      if (messages > LIMITS.streamMessages) return 'stream messages';
      if (unknownLines > LIMITS.unknownLines) return 'unknown lines';
      at = end + (octets[end] === CARRIAGE_RETURN && octets[end + 1] === LINE_FEED ? 2 : 1);
    }
    if (octets.length > 0) afterCarriageReturn = octets[octets.length - 1] === CARRIAGE_RETURN;
    return undefined;
  };
}
