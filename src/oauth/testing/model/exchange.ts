import type { ModelDocument } from './model.ts';
import type { Proof } from './proof.ts';
import type { ProofRefusal } from './proof-verifier.ts';
import type { ServerModel } from './server.ts';

export interface Exchange {
  readonly id: number;
  readonly document: ModelDocument;
  readonly url: string;
  readonly form: URLSearchParams;
  readonly to: 'token' | 'revocation' | 'resource' | 'pushed request' | 'metadata';
  readonly server: ServerModel | undefined;
  readonly method: string;
  readonly headers: Headers;
  readonly proof: Proof | undefined;
  /** Whether the request is sent again because its proof was refused. */
  isRepetition: boolean;
  /** Why the server refused the proof of the request. */
  refusedProof?: ProofRefusal | undefined;
  /** The step at which the request was sent. */
  readonly atStep: number;
  /** `sent`: not yet at the server. `arrived`: the server has processed it. */
  phase: 'sent' | 'arrived' | 'settled';
  /** Whether the server executed the request. */
  served: boolean;
  /** Delivers the response; absent when no response will arrive. */
  respond?: (() => void) | undefined;
  /** What the document knows about the token that it sent. */
  outcome: 'under way' | 'granted' | 'refused' | 'unused' | 'lost';
}
