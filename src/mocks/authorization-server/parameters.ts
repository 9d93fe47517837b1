import type { Rejection } from './rejections.ts';

/** The parameters of a request, each of which occurs only once (RFC 6749 §3.1, §3.2). */
export type Parameters = ReadonlyMap<string, string>;

/**
 * Reads parameters, and refuses a repeated parameter. An empty parameter counts as absent (RFC 6749 §3.1). RFC 8707
 * allows several `resource` parameters, but this server refuses them, because its tokens have one audience.
 */
export function readParameters(wire: URLSearchParams): Parameters | Rejection {
  const parameters = new Map<string, string>();
  const seen = new Set<string>();
  for (const [name, value] of wire) {
    if (seen.has(name)) return { reason: 'duplicate parameter', parameter: name };
    seen.add(name);
    if (value) parameters.set(name, value);
  }
  return parameters;
}

const LONGEST_FORM = 64 * 1024;

export async function readForm(request: Request): Promise<Parameters | Rejection> {
  if (request.method !== 'POST') return { reason: 'method not allowed' };
  if (mediaType(request) !== 'application/x-www-form-urlencoded') return { reason: 'not a form' };
  const body = await request.text();
  if (body.length > LONGEST_FORM) return { reason: 'not a form' };
  return readParameters(new URLSearchParams(body));
}

export async function readJsonObject(
  request: Request,
): Promise<{ json: Readonly<Record<string, unknown>> } | Rejection> {
  if (request.method !== 'POST') return { reason: 'method not allowed' };
  const body = await request.text();
  if (mediaType(request) !== 'application/json' || body.length > LONGEST_FORM) return { reason: 'not JSON' };
  const json = parseJsonObject(body);
  return json ? { json } : { reason: 'not JSON' };
}

/** The media type without its parameters (RFC 9110 §8.3.1). */
function mediaType(request: Request): string {
  const [essence = ''] = (request.headers.get('Content-Type') ?? '').split(';');
  return essence.trim().toLowerCase();
}

/** @returns `undefined` if the text is not a JSON object. */
export function parseJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

export const isRejection = (value: Parameters | Rejection): value is Rejection => 'reason' in value;
