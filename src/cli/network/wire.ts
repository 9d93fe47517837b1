import { Unreadable } from '../../lab/check/engine/unreadable.ts';

export interface WireRequest {
  method: string;
  url: string;
  /** The headers by name, as sent. `Send` adds `Host` and `Content-Length`. */
  headers: Readonly<Record<string, string>>;
  body?: string;
}

/** The response, as received: no header is hidden, and no redirect is followed. */
export interface WireResponse {
  status: number;
  headers: Headers;
  /** The body without its content coding; cancelled when the consumer stops reading. */
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null;
}

/** Sends one request. @throws NetworkFailure, which says why no response came. */
export type Send = (request: WireRequest, signal: AbortSignal) => Promise<WireResponse>;

/** There is no response. The message says why, in a sentence without any text from a server. */
export class NetworkFailure extends Unreadable {
  override readonly name = 'NetworkFailure';
}

/** A response arrived that a browser would hide from the page. The message says why. */
export class HiddenFromPage extends Unreadable {
  override readonly name = 'HiddenFromPage';
}
