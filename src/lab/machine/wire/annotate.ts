import { SPEC, type SpecReference } from '../spec-references.ts';
import type { Actor, Channel, Exchange } from './exchange.ts';
import { isSecretName } from './secret-names.ts';

/** The purpose of a parameter, and who sees its value on the way. */
export interface Annotation {
  meaning: string;
  reference?: SpecReference;
  seenBy: string;
  /** Whether the value is masked until the learner reveals it. */
  secret: boolean;
}

interface Entry {
  meaning: string;
  reference: SpecReference;
}

const PARAMETERS: Record<string, Entry> = {
  response_type: {
    meaning: 'Whether to respond with a code or a token',
    reference: SPEC.authorizationRequest,
  },
  client_id: { meaning: 'Which app asks; not a secret', reference: SPEC.authorizationRequest },
  redirect_uri: { meaning: 'Where the response goes; compared exactly', reference: SPEC.exactRedirectUri },
  resource: { meaning: 'Which server the token is for', reference: SPEC.resource },
  scope: { meaning: 'What the token may do', reference: SPEC.scope },
  state: { meaning: 'Ties the response to this tab', reference: SPEC.state },
  nonce: { meaning: 'Ties the ID token to this request', reference: SPEC.nonce },
  code_challenge: {
    meaning: 'With S256, the hash of the verifier; with plain or no method, the verifier itself',
    reference: SPEC.challenge,
  },
  code_challenge_method: { meaning: 'How the challenge was made', reference: SPEC.challengeMethod },
  request_uri: {
    meaning: 'Stands for the pushed request; the browser carries no other parameter but the client ID',
    reference: SPEC.pushedResponse,
  },
  code: {
    meaning: 'Issued after consent, exchanged for tokens with the verifier',
    reference: SPEC.authorizationResponse,
  },
  iss: { meaning: 'Which authorization server responds', reference: SPEC.issuer },
  grant_type: {
    meaning: 'The kind of grant that the client exchanges for tokens',
    reference: SPEC.tokenRequest,
  },
  code_verifier: {
    meaning: 'Proves who started the sign-in; with S256, only token requests have it',
    reference: SPEC.verifierSent,
  },
  client_secret: { meaning: 'Proves a confidential client', reference: SPEC.clientSecret },
  registration_access_token: {
    meaning: 'Changes or removes the registration',
    reference: SPEC.registrationAccess,
  },
  refresh_token: { meaning: 'Gets the next access token', reference: SPEC.refresh },
  access_token: {
    meaning: 'Grants access to the MCP server; a bearer token needs no other proof',
    reference: SPEC.tokenResponse,
  },
  id_token: { meaning: 'Says who signed in', reference: SPEC.idToken },
  token_type: { meaning: 'How the token is used', reference: SPEC.tokenResponse },
  expires_in: { meaning: 'Lifetime in seconds', reference: SPEC.tokenResponse },
  authorization: { meaning: 'The access token, on every call', reference: SPEC.bearer },
  dpop: { meaning: 'Proves the key of the client, for this request alone', reference: SPEC.dpopProof },
  'www-authenticate': { meaning: 'Where to sign in, and what for', reference: SPEC.challengeHeader },
  password: {
    meaning: 'Typed at the authorization server; the app never sees it',
    reference: SPEC.noPassword,
  },
};

/** Three specifications define `error`, for three places. */
function errorEntry(name: string, channel: Channel, to: Actor): Entry | undefined {
  if (!['error', 'error_description'].includes(name)) return undefined;
  const [refused, reference] =
    to === 'MCP server'
      ? ['the call was refused', SPEC.bearerErrors]
      : channel === 'back'
        ? ['the request was refused', SPEC.tokenError]
        : ['there is no code', SPEC.authorizationError];
  const meaning = name === 'error' ? `Why ${refused}` : `Why ${refused}, in the words of the server`;
  return { meaning, reference };
}

/** The `Authorization` header of a client that authenticates itself. In this case the header contains no token. */
const CREDENTIALS: Entry = { meaning: 'Who asks: a client ID and its secret', reference: SPEC.clientSecret };

export function annotate(
  name: string,
  { channel, from, to }: Pick<Exchange, 'channel' | 'from' | 'to'>,
  /** Whether the parameter is in the body of a form or of a page, and therefore not in an address. */
  inBody = false,
): Annotation {
  const authenticates = to === 'authorization server' && name.toLowerCase() === 'authorization';
  const known =
    errorEntry(name, channel, to) ?? (authenticates ? CREDENTIALS : PARAMETERS[name.toLowerCase()]);
  const inAddress = inBody ? `you · ${to}` : `you · history · logs of addresses · ${to}`;
  const seenBy = channel === 'back' ? `${from} · ${to}` : inAddress;
  return {
    meaning: known?.meaning ?? '',
    seenBy,
    secret: isSecretName(name),
    ...(known && { reference: known.reference }),
  };
}
