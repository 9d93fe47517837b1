import type { Middleware } from '../../../machine/wire/recorder.ts';

/** The metadata of an authorization server as the client receives it, and whether the client should go on. */
export interface ShownDocument {
  name: string;
  middleware: readonly Middleware[];
  right: 'go on' | 'stop';
}

/** Changes the metadata of the authorization server on its way to the client. */
const rewriteMetadata =
  (changes: Record<string, unknown>): Middleware =>
  (next) =>
  async (url, init) => {
    const response = await next(url, init);
    if (!response.ok || !url.includes('oauth-authorization-server')) return response;
    return Response.json({ ...(await response.json()), ...changes });
  };

/** One unchanged document, and two that were changed on the way. */
export const DOCUMENTS: readonly ShownDocument[] = [
  { name: 'document A', middleware: [], right: 'go on' },
  {
    name: 'document B',
    middleware: [rewriteMetadata({ code_challenge_methods_supported: ['plain'] })],
    right: 'stop',
  },
  {
    name: 'document C',
    middleware: [rewriteMetadata({ issuer: 'https://elsewhere.example' })],
    right: 'stop',
  },
];

export const questionOf = ({ name }: ShownDocument): string => `go on with ${name}?`;
