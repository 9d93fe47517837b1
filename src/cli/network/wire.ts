import { Unreadable } from '../../lab/check/engine/unreadable.ts';

/** One HTTP request as it goes over the wire. */
export interface WireRequest {
  method: string;
  url: string;
  /** By name as it is sent. `Host` and `Content-Length` are added. */
  headers: Readonly<Record<string, string>>;
  body?: string;
}

/** The response as it came: no header is hidden, no redirect followed. */
export interface WireResponse {
  status: number;
  headers: Headers;
  /** Without its content coding. Cancelled when it is read no further. */
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null;
}

/**
 * Sends one request.
 *
 * @throws NetworkFailure that says why no response came.
 */
export type Send = (request: WireRequest, signal: AbortSignal) => Promise<WireResponse>;

/** No response can be had, and why: in a sentence about the server, without any text that a server chose. */
export class NetworkFailure extends Unreadable {
  override readonly name = 'NetworkFailure';
}

/** A response came, and a browser would keep it from the page. The message says why. */
export class HiddenFromPage extends Unreadable {
  override readonly name = 'HiddenFromPage';
}
