import type { Context } from './context.ts';
import { type Rejection, wireError } from './rejections.ts';

/** Lets scripts of other origins read a response. The endpoints for navigation do not send this header. */
export const CORS = { 'Access-Control-Allow-Origin': '*' };
const NO_STORE = { 'Cache-Control': 'no-store' };

/** A JSON response that is not cached (RFC 6749 §5.1). */
export function json(
  body: unknown,
  init: { status?: number; headers?: Record<string, string> } = {},
): Response {
  return Response.json(body, { status: init.status ?? 200, headers: { ...NO_STORE, ...init.headers } });
}

/** A redirect after which the browser sends no Referer, because the current address contains the request. */
export function redirect(location: string, headers: Record<string, string> = {}): Response {
  return new Response(null, {
    status: 303,
    headers: { ...NO_STORE, ...headers, Location: location, 'Referrer-Policy': 'no-referrer' },
  });
}

/** Refuses a request. Writes the precise reason to the log. The response has only the generic error (RFC 6749 §5.2). */
export async function refuse(
  context: Context,
  endpoint: string,
  rejection: Rejection,
  more: { clientId?: string | undefined; headers?: Record<string, string> } = {},
): Promise<Response> {
  const { status, error, description } = await noteRefusal(context, endpoint, rejection, more.clientId);
  return json({ error, error_description: description }, { status, headers: { ...more.headers } });
}

/** Writes the precise reason to the log. @returns the generic error for the client. */
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
