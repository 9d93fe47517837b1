import type { Identification, RunOptions } from '../../../machine/run/run.ts';
import type { ClientDocument } from '../../../machine/run/servers.ts';

/** The name that all of these clients show, including the attacker's. */
export const NAME = 'This app';
/** Addresses outside this origin. The run simulates their hosts, too. */
export const HONEST_DOCUMENT = 'https://app.example/client-metadata.json';
export const COPIED_DOCUMENT = 'https://attacker.example/copied-metadata.json';
export const OWN_DOCUMENT = 'https://attacker.example/client-metadata.json';
export const ELSEWHERE = 'https://attacker.example/callback';

export interface Way {
  name: string;
  identification: Identification;
  /** Who vouches for the name and the redirect URI. */
  vouchedBy: string;
}

export const IN_ADVANCE: Way = {
  name: 'it was registered in advance',
  identification: { clientId: 'this-app' },
  vouchedBy: 'the operator of the server, who typed in both',
};
export const BY_DOCUMENT: Way = {
  name: 'by the address of its document',
  identification: { clientMetadataUrl: HONEST_DOCUMENT, clientName: NAME },
  vouchedBy: 'the party that holds the address of the document',
};
export const BY_ITSELF: Way = {
  name: 'it registers itself',
  identification: { clientName: NAME },
  vouchedBy: 'the client, and no one else',
};

export const WAYS = {
  question: 'How does the server know the client?',
  all: [IN_ADVANCE, BY_DOCUMENT, BY_ITSELF],
} as const;

const documentOf = (clientId: string, redirectUri: string): string =>
  JSON.stringify({
    client_id: clientId,
    client_name: NAME,
    application_type: redirectUri.startsWith('http:') ? 'native' : 'web',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
  });

/** The documents of the honest client and of the attacker. */
function documentsFor(origin: string): ReadonlyMap<string, ClientDocument> {
  const honest = documentOf(HONEST_DOCUMENT, `${origin}/callback`);
  return new Map<string, ClientDocument>([
    [HONEST_DOCUMENT, { servedBy: 'client', text: honest }],
    [COPIED_DOCUMENT, { servedBy: 'attacker', text: honest }],
    [OWN_DOCUMENT, { servedBy: 'attacker', text: documentOf(OWN_DOCUMENT, ELSEWHERE) }],
  ]);
}

export const SERVER_FOR_ALL: Pick<RunOptions, 'policy' | 'documents'> = {
  policy: { registrationOffered: true, clientIdMetadataDocuments: true },
  documents: documentsFor,
};
