import type { Context } from './context.ts';
import { type Rejection, wireError } from './rejections.ts';

/** What a script of another origin may read: everything but what happens in the front channel. */
export const CORS = { 'Access-Control-Allow-Origin': '*' };
const NO_STORE = { 'Cache-Control': 'no-store' };

/** A JSON answer that nobody keeps (RFC 6749 §5.1). */
export function json(
  body: unknown,
  init: { status?: number; headers?: Record<string, string> } = {},
): Response {
  return Response.json(body, { status: init.status ?? 200, headers: { ...NO_STORE, ...init.headers } });
}

/** An answer that sends the user agent on; the address it came from stays out of the Referer. */
export function redirect(location: string, headers: Record<string, string> = {}): Response {
  return new Response(null, {
    status: 303,
    headers: { ...NO_STORE, ...headers, Location: location, 'Referrer-Policy': 'no-referrer' },
  });
}

/**
 * Refuses: the precise reason to the server's own log, the generic error to the wire (RFC 6749 §5.2).
 */
export async function refuse(
  context: Context,
  endpoint: string,
  rejection: Rejection,
  more: { clientId?: string | undefined; headers?: Record<string, string> } = {},
): Promise<Response> {
  const { status, error, description } = await noteRefusal(context, endpoint, rejection, more.clientId);
  return json({ error, error_description: description }, { status, headers: { ...more.headers } });
}

/** Writes a refusal down, privately. @returns what the wire may say of it. */
export async function noteRefusal(
  context: Context,
  endpoint: string,
  rejection: Rejection,
  clientId: string | undefined,
) {
  context.observe({ kind: 'refused', endpoint, rejection });
  await context.auditLog.record({
    atMs: context.now(),
    by: 'authorization server',
    event: `refused at ${endpoint}`,
    detail: rejection.reason,
    ...(clientId !== undefined && { clientId }),
  });
  return wireError(rejection);
}
