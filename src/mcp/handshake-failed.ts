/** Neither handshake led to a connection: not that of 2026-07-28, and not `initialize` of the versions before. */
export class HandshakeFailed extends Error {
  override readonly name = 'HandshakeFailed';
  /** Why the newer handshake failed. */
  readonly newer: unknown;
  /** Why the older one failed. */
  readonly older: unknown;

  constructor(newer: unknown, older: unknown) {
    super('Neither handshake succeeded.', { cause: older });
    this.newer = newer;
    this.older = older;
  }
}
