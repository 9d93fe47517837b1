import type { Policy } from '../authorization-server/policy.ts';
import type { DpopRecords } from './records.ts';
import type { DpopRejection } from './rejections.ts';

/** A server that verifies proofs, by the policy of all servers. */
export interface DpopServer {
  /** Its issuer or resource identifier: no server accepts a nonce of another server. */
  identifier: string;
  policy: Pick<Policy, 'dpop' | 'dpopNonces' | 'dpopProofUnchecked' | 'dpopTokenBinding'>;
  records: DpopRecords;
  now(): number;
  /** Receives what a weak setting let through. */
  tolerate(reason: DpopRejection): void;
}
