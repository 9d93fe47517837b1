/** The longest line of an event that is read. */
const LONGEST_LINE = 4_000;
const LONGEST_MESSAGE = 500;

/** The JSON-RPC error code for an error without a code. It is in the range for implementations. */
export const FORMLESS_CODE = -32_097;

/**
 * Reads the events of a stream whose name is `error`, and those with a member `error`. The SDK ignores the former, and
 * an error that lacks an ID, a code or a message, so the words of the server would be lost.
 *
 * @returns `read` for the octets of the stream, `isInEvent`, and `errorFor` for its end: the JSON-RPC error of the last such event, in
 * the form of a response to a request.
 */
export function createErrorEventReader() {
  const decoder = new TextDecoder();
  let line = '';
  let name = '';
  let data = '';
  let last: string | undefined;

  function endLine(): void {
    if (line === '') {
      if (data && (name === 'error' || parsed(data).error != null)) last = data;
      name = '';
      data = '';
    } else if (line.startsWith('event:')) name = line.slice('event:'.length).trim();
    else if (line.startsWith('data:')) data = line.slice('data:'.length).trim();
  }

  return {
    read(octets: Uint8Array): void {
      const [rest = '', ...ends] = decoder.decode(octets, { stream: true }).split(/\r\n|\r|\n/);
      line += rest.slice(0, LONGEST_LINE - line.length);
      for (const next of ends) {
        endLine();
        line = next.slice(0, LONGEST_LINE);
      }
    },
    /** Whether the server has begun an event with data, and has not ended it. */
    isInEvent: () => data !== '' || line.startsWith('data'),
    errorFor(id: string | number) {
      if (last === undefined) return undefined;
      const { error = last } = parsed(last);
      return { jsonrpc: '2.0' as const, id, error: readableError(error) };
    },
  };
}

/** Whether the SDK reads an error (JSON-RPC 2.0 §5.1). */
export function isReadableError(error: unknown): boolean {
  const { code, message }: { code?: unknown; message?: unknown } = Object(error);
  return Number.isInteger(code) && typeof message === 'string';
}

/** An error that the SDK reads, with the words of an error that it would refuse. */
export function readableError(error: unknown): { code: number; message: string } {
  const { code, message }: { code?: unknown; message?: unknown } = Object(error);
  const words = [message, error].find((said) => typeof said === 'string') ?? JSON.stringify(error);
  return {
    code: Number.isInteger(code) ? Number(code) : FORMLESS_CODE,
    message: words.slice(0, LONGEST_MESSAGE),
  };
}

function parsed(text: string): { id?: unknown; error?: unknown } {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
