import type { RunOptions } from '../../../machine/run/run.ts';

type Doctor = NonNullable<RunOptions['doctor']>;

/** What a client is shown of an authorization server, and whether it should go on. */
export interface ShownDocument {
  name: string;
  doctor: Doctor;
  right: 'go on' | 'stop';
}

const isServerMetadata = (url: string) => url.includes('oauth-authorization-server');

/** One as the server wrote it, and two that somebody changed on their way. */
export const DOCUMENTS: readonly ShownDocument[] = [
  { name: 'document A', doctor: (_url, document) => document, right: 'go on' },
  {
    name: 'document B',
    doctor: (url, document) =>
      isServerMetadata(url) ? { ...document, code_challenge_methods_supported: ['plain'] } : document,
    right: 'stop',
  },
  {
    name: 'document C',
    doctor: (url, document) =>
      isServerMetadata(url) ? { ...document, issuer: 'https://elsewhere.example' } : document,
    right: 'stop',
  },
];

export const questionOf = ({ name }: ShownDocument): string => `go on with ${name}?`;
