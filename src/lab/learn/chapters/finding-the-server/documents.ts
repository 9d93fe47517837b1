import type { Middleware } from '../../../machine/wire/recorder.ts';

/** The metadata of an authorization server as the client receives it. */
export interface ShownDocument {
  name: string;
  middleware: readonly Middleware[];
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
  { name: 'document A', middleware: [] },
  { name: 'document B', middleware: [rewriteMetadata({ code_challenge_methods_supported: ['plain'] })] },
  { name: 'document C', middleware: [rewriteMetadata({ issuer: 'https://elsewhere.example' })] },
];

/** The decision that records what the client did with a document: {@link WENT_ON}, or its error code. */
export const conclusionOn = ({ name }: ShownDocument): string => `the client on ${name}`;
export const WENT_ON = 'went on';
