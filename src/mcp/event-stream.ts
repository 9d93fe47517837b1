import { readableError } from './readable-error.ts';
import { errorAfter, isOtherResponse, isReason, unansweredError } from './unanswered.ts';
import { parsed, readableMessage } from './understood-values.ts';

/** The text of an event without a name. */
export const eventOf = (message: unknown): string => `data: ${JSON.stringify(message)}\n\n`;

const IS_JSON_RPC = /"jsonrpc"/;

/**
 * Reads a stream of events (HTML, §9.2.6), and writes each complete event in the form that the SDK reads: each line ends
 * with LF, each message of a batch is a separate event, and `_meta` is an object.
 *
 * @param requestId the id of the pending request, if any.
 */
export function createEventReader(requestId: string | number | undefined) {
  const decoder = new TextDecoder();
  let line = '';
  let afterCarriageReturn = false;
  let others: string[] = [];
  let data: string[] = [];
  let name = '';
  let isResumable = false;
  let error: unknown;
  let isOther = false;
  let isStray = false;
  let reason: unknown;

  function endLine(): string {
    const ended = line;
    line = '';
    if (ended === '') return endEvent();
    const [start = '', field] = /^(data|event|id|retry)(?:: ?|$)/.exec(ended) ?? [];
    if (field === 'data') data.push(ended.slice(start.length));
    else if (field) others.push(ended);
    else if (IS_JSON_RPC.test(ended)) isStray = true;
    if (field === 'event') name = ended.slice(start.length).trim();
    if (field === 'id') isResumable = true;
    return '';
  }

  function endEvent(): string {
    const text = data.join('\n');
    const value = parsed(text);
    const { error: sent = name === 'error' && text ? text : undefined }: { error?: unknown } = Object(value);
    error = sent ?? error;
    if (requestId !== undefined && isOtherResponse(value, requestId)) isOther = true;
    const readable = [value].flat().map(readableMessage);
    const isMessage = ['', 'message'].includes(name);
    if (!isMessage && IS_JSON_RPC.test(text)) isStray = true;
    if (requestId !== undefined && isMessage && typeof value === 'object')
      reason = readable.find((each) => isReason(each, requestId)) ?? reason;
    const isKept = typeof value !== 'object' || (readable[0] === value && /^\s*\{/.test(text));
    const texts = isKept ? [text] : readable.map((message) => JSON.stringify(message));
    const events = data.length
      ? texts.map((each) => `data: ${each.replaceAll('\n', '\ndata: ')}\n\n`)
      : ['\n'];
    const event = [...others, ''].join('\n') + events.join('');
    [others, data, name] = [[], [], ''];
    return event;
  }

  /** Whether the server has begun an event with data, and has not ended it. */
  const isInEvent = () => data.length > 0 || line.startsWith('data');

  return {
    /** Returns the events that end in these octets. */
    read(octets: Uint8Array): string {
      const decoded = decoder.decode(octets, { stream: true });
      const text = afterCarriageReturn ? decoded.replace(/^\n/, '') : decoded;
      if (decoded) afterCarriageReturn = decoded.endsWith('\r');
      const [rest = '', ...next] = text.split(/\r\n|\r|\n/);
      line += rest;
      const events = next.map((begun) => {
        const event = endLine();
        line = begun;
        return event;
      });
      return events.join('');
    },
    isInEvent,
    /**
     * The JSON-RPC response that replaces a missing response at the end of the stream. It has the words of the last
     * error. The SDK ignores an event with the name `error`, and an error that lacks an ID, a code or a message.
     */
    failure() {
      if (requestId === undefined) return undefined;
      if (error != null) return { jsonrpc: '2.0' as const, id: requestId, error: readableError(error) };
      // If the events have IDs, the client resumes the stream, and may then get the response (MCP 2025-11-25).
      if (isResumable) return undefined;
      if (isOther) return unansweredError(requestId, 'another id');
      if (isInEvent()) return unansweredError(requestId, 'open event');
      if (isStray || IS_JSON_RPC.test(line)) return unansweredError(requestId, 'no message');
      return reason === undefined ? undefined : errorAfter(reason, requestId);
    },
  };
}
