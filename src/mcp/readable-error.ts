const LONGEST_MESSAGE = 500;

/** The error code for an error without a code; JSON-RPC reserves its range for implementations. */
export const FORMLESS_CODE = -32_097;

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
