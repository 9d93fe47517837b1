import type { Policy } from '../authorization-server/policy.ts';
import type { DpopRecords } from './records.ts';
import type { DpopRejection } from './rejections.ts';

/** A server that verifies proofs. All servers have the same policy. */
export interface DpopServer {
  /**
   * The issuer or the resource identifier of the server. It distinguishes nonces, because no server accepts a nonce of
   * another server.
   */
  identifier: string;
  policy: Pick<Policy, 'dpop' | 'dpopNonces' | 'dpopProofUnchecked' | 'dpopTokenBinding'>;
  records: DpopRecords;
  now(): number;
  /** Receives the reason for which a refusal was due, if a weak setting accepts the request. */
  tolerate(reason: DpopRejection): void;
}
