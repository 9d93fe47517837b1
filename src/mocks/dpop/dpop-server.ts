import type { Policy } from '../authorization-server/policy.ts';
import type { DpopRecords } from './records.ts';
import type { DpopRejection } from './rejections.ts';

/** What a server needs to verify proofs. All servers of a world have the same policy. */
export interface DpopServer {
  /** The nonces depend on this identifier, so that no server accepts the nonce of another server. */
  identifier: string;
  policy: Pick<Policy, 'dpop' | 'dpopNonces' | 'dpopProofUnchecked' | 'dpopTokenBinding'>;
  records: DpopRecords;
  now(): number;
  /** Called if a weak setting accepts a request. Gets the reason why the safe setting would refuse the request. */
  tolerate(reason: DpopRejection): void;
}
