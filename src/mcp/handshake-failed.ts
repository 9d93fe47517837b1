/** Both handshakes failed: the handshake of MCP 2026-07-28, and `initialize` of earlier versions. */
export class HandshakeFailed extends Error {
  override readonly name = 'HandshakeFailed';
  readonly newer: unknown;
  readonly older: unknown;

  constructor(newer: unknown, older: unknown) {
    super('Neither handshake succeeded.', { cause: older });
    this.newer = newer;
    this.older = older;
  }
}
