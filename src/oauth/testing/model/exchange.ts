import type { ModelDocument } from './model.ts';
import type { ServerModel } from './server.ts';

/** One request of a document, and what has become of it. */
export interface Exchange {
  readonly id: number;
  readonly document: ModelDocument;
  readonly url: string;
  readonly form: URLSearchParams;
  readonly to: 'token' | 'revocation' | 'metadata';
  readonly server: ServerModel | undefined;
  /** The step at which it was sent. */
  readonly atStep: number;
  /** `sent`: not at the server yet. `arrived`: the server has done its part. */
  phase: 'sent' | 'arrived' | 'settled';
  /** Whether the server did what was asked. */
  served: boolean;
  /** What the document will see; absent where it will see nothing. */
  respond?: (() => void) | undefined;
  /** What the document can know of the token that it sent. */
  outcome: 'under way' | 'granted' | 'refused' | 'unused' | 'lost';
}
