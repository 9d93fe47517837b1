import { LIMITS, type ReadingLimit } from './limits.ts';

/** Watches the octets of a response as they come. @returns what they went beyond, if they did. */
export type MessageMeter = (octets: Uint8Array) => ReadingLimit | undefined;

// As ASCII, and constants: this looks at every octet of megabytes, on the page's only thread.
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const DATA = [0x64, 0x61, 0x74, 0x61];
/** A byte order mark, which JSON and event stream parsers pass over. */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Counts what is in JSON without parsing it: a parser would have built it all before anybody could look. */
function createJsonMeter() {
  let depth = 0;
  let values = 0;
  let inString = false;
  let escaped = false;
  return {
    read(value: number): ReadingLimit | undefined {
      if (inString) {
        if (escaped) escaped = false;
        else if (value === BACKSLASH) escaped = true;
        else if (value === QUOTE) inString = false;
        return undefined;
      }
      switch (value) {
        case QUOTE:
          inString = true;
          return undefined;
        case OPENING_BRACKET:
        case OPENING_BRACE:
          depth += 1;
          return depth > LIMITS.depth ? 'depth' : undefined;
        case CLOSING_BRACKET:
        case CLOSING_BRACE:
          depth -= 1;
          return undefined;
        case COMMA:
          values += 1;
          return values > LIMITS.values ? 'values' : undefined;
        default:
          return undefined;
      }
    },
    /** No string of JSON has a line break in it as it is. */
    endLine() {
      inString = false;
      escaped = false;
    },
    endMessage() {
      depth = 0;
      values = 0;
    },
  };
}

/** For a response that is one message. */
export function createMessageMeter(): MessageMeter {
  const json = createJsonMeter();
  let size = 0;
  return (octets) => {
    size += octets.byteLength;
    if (size > LIMITS.messageOctets) return 'message octets';
    for (let at = 0; at < octets.length; at += 1) {
      const limit = json.read(octets[at] ?? 0);
      if (limit) return limit;
    }
    return undefined;
  };
}

/**
 * For a response that is an event stream: only what stands in `data` fields becomes JSON. A line ends as in the HTML
 * standard (§9.2.5) and in the SDK's parser: with CR, LF or both.
 */
export function createStreamMeter(): MessageMeter {
  const json = createJsonMeter();
  let [streamSize, messages, eventSize, place] = [0, 0, 0, 0];
  let isData = true;
  let marked = 0;
  let afterCarriageReturn = false;

  function endLine(): void {
    json.endLine();
    if (place === 0) {
      if (eventSize > 0) messages += 1;
      eventSize = 0;
      json.endMessage();
    }
    place = 0;
    isData = true;
  }

  return (octets) => {
    streamSize += octets.byteLength;
    if (streamSize > LIMITS.streamOctets) return 'stream octets';
    for (let at = 0; at < octets.length; at += 1) {
      const value = octets[at] ?? 0;
      if (marked >= 0 && marked < BYTE_ORDER_MARK.length) {
        marked = value === BYTE_ORDER_MARK[marked] ? marked + 1 : -1;
        if (marked > 0) continue;
      }
      const closesCarriageReturn = afterCarriageReturn && value === LINE_FEED;
      afterCarriageReturn = value === CARRIAGE_RETURN;
      if (closesCarriageReturn) continue;
      if (value === CARRIAGE_RETURN || value === LINE_FEED) {
        endLine();
        if (messages > LIMITS.streamMessages) return 'stream messages';
        continue;
      }
      if (place < DATA.length) isData &&= value === DATA[place];
      else if (place === DATA.length) isData &&= value === COLON;
      else if (isData) {
        const limit = json.read(value);
        if (limit) return limit;
      }
      place += 1;
      eventSize += 1;
      if (eventSize > LIMITS.messageOctets) return 'message octets';
    }
    return undefined;
  };
}
