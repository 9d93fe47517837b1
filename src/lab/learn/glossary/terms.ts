import type { SpecReference } from '../../machine/spec-references.ts';

/** A word of the course, in a sentence or two, and where it is defined. */
export interface GlossaryTerm {
  /** Identifies it in `<Term name="…">` and in the address of the glossary. */
  name: string;
  title: string;
  text: string;
  reference?: SpecReference;
}

const rfc = (number: number, section: string): SpecReference => ({
  label: `RFC ${number} §${section}`,
  url: `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`,
});

const openId = (section: string, anchor: string): SpecReference => ({
  label: `OpenID Connect Core 1.0 §${section}`,
  url: `https://openid.net/specs/openid-connect-core-1_0.html#${anchor}`,
});

const mcp = (label: string, path: string): SpecReference => ({
  label: `MCP 2026-07-28, ${label}`,
  url: `https://modelcontextprotocol.io/specification/2026-07-28/${path}`,
});

/** The words of the course, in alphabetical order of their titles. */
export const TERMS: readonly GlossaryTerm[] = [
  {
    name: 'access-token',
    title: 'access token',
    text: 'What a client shows with every call. It says, or stands for: this client may do these things for this person, at this server, until this time.',
    reference: rfc(6749, '1.4'),
  },
  {
    name: 'audience',
    title: 'audience, aud',
    text: 'The server that a token is meant for. A server that finds another name there has to refuse the token.',
    reference: rfc(7519, '4.1.3'),
  },
  {
    name: 'code',
    title: 'authorization code, code',
    text: 'A short-lived text that the authorization server sends through the browser. It is good for one exchange, and for nothing else.',
    reference: rfc(6749, '1.3.1'),
  },
  {
    name: 'authorization-server',
    title: 'authorization server',
    text: 'The server where the person has an account. It asks the person, and issues tokens to clients that the person agreed to.',
    reference: rfc(6749, '1.1'),
  },
  {
    name: 'back-channel',
    title: 'back channel',
    text: 'A direct request from one program to another, over TLS. No address bar, history or redirect is involved.',
  },
  {
    name: 'backend-for-frontend',
    title: 'backend for frontend, BFF',
    text: 'A server of the app itself that signs in for the page, keeps the tokens, and adds them to the calls that the page sends through it. The page has a cookie.',
    reference: rfc(10017, '6.1'),
  },
  {
    name: 'base64url',
    title: 'base64url',
    text: 'A way to write octets with 64 characters that survive an address: letters, digits, - and _. Here without padding, so without = at the end.',
    reference: rfc(4648, '5'),
  },
  {
    name: 'bearer',
    title: 'bearer token',
    text: 'A token that works for every program that holds it, as cash does. It has to be kept secret, and its life has to be short.',
    reference: rfc(6750, '1.2'),
  },
  {
    name: 'challenge',
    title: 'challenge, code_challenge',
    text: 'The SHA-256 hash of the verifier, as base64url. It goes out first, through the browser, and may be read by anyone.',
    reference: rfc(7636, '4.2'),
  },
  {
    name: 'client',
    title: 'client',
    text: 'The program that wants to call a server for a person: an app, a page, a command line tool. It is not the person, and not the browser.',
    reference: rfc(6749, '1.1'),
  },
  {
    name: 'client-metadata-document',
    title: 'client metadata document',
    text: 'A JSON document that names a client and its redirect URIs. Its address is the client ID, and the authorization server fetches it there.',
    reference: mcp('Client registration', 'basic/authorization/client-registration'),
  },
  {
    name: 'confidential-client',
    title: 'confidential client',
    text: 'A client that can keep a secret from everyone, such as a web app whose code runs on a server of its own.',
    reference: rfc(6749, '2.1'),
  },
  {
    name: 'consent',
    title: 'consent',
    text: 'The page of the authorization server that says which client asks for what, with a button to allow it and one to refuse.',
  },
  {
    name: 'cors',
    title: 'CORS, cross-origin resource sharing',
    text: 'Headers by which a server allows pages of other origins to read its responses. Without them the browser hides a response from the page, though the server sent it.',
  },
  {
    name: 'csrf',
    title: 'CSRF, cross-site request forgery',
    text: 'A foreign page makes your browser send a request that you did not mean. Here: a forged callback that finishes a sign-in which the attacker began.',
    reference: rfc(6749, '10.12'),
  },
  {
    name: 'custom-scheme',
    title: 'custom scheme',
    text: 'An address such as com.example.notes:/callback that opens a program on a phone or desktop. Nothing keeps a second program from registering the same one.',
    reference: rfc(8252, '7.1'),
  },
  {
    name: 'dpop',
    title: 'DPoP, Demonstrating Proof of Possession',
    text: 'Binds tokens to a key of the client. The client signs a proof for each request, and a token without its key is worthless.',
    reference: rfc(9449, '2'),
  },
  {
    name: 'dynamic-registration',
    title: 'dynamic registration',
    text: 'A client posts its name and redirect URIs to the authorization server, and gets a client ID. No person decides, so the name proves nothing.',
    reference: rfc(7591, '3'),
  },
  {
    name: 'front-channel',
    title: 'front channel',
    text: 'A message that travels as an address in the browser. History, extensions, logs of the receiving server and the person can see it.',
  },
  {
    name: 'grant',
    title: 'grant',
    text: 'What a person allowed one client to do; also the kind of proof that a client hands in for tokens, such as an authorization code (grant_type).',
    reference: rfc(6749, '1.3'),
  },
  {
    name: 'host',
    title: 'host',
    text: 'In MCP: the application in front of the person, such as an editor or a chat. It holds one client for each server. In an address: the name of a machine.',
    reference: mcp('Architecture', 'architecture'),
  },
  {
    name: 'id-token',
    title: 'ID token',
    text: 'A signed statement for the client about who signed in, and when. It is not sent to the MCP server, and opens nothing there.',
    reference: openId('2', 'IDToken'),
  },
  {
    name: 'identity-provider',
    title: 'identity provider',
    text: 'The service that knows people by their accounts and checks their passwords. Often it is the authorization server itself.',
  },
  {
    name: 'introspection',
    title: 'introspection',
    text: 'A resource server asks the authorization server about a token, with credentials of its own. The response says whether the token is active, and what it means.',
    reference: rfc(7662, '2'),
  },
  {
    name: 'issuer',
    title: 'issuer, iss',
    text: 'The address by which an authorization server names itself, in its metadata, in its responses and in its tokens. Clients compare it character by character.',
    reference: rfc(8414, '2'),
  },
  {
    name: 'jwt',
    title: 'JWT, JSON Web Token',
    text: 'Three parts of base64url between dots: a header, a JSON object of claims, and a signature. Everyone can read it; only the holder of the key can make one.',
    reference: rfc(7519, '1'),
  },
  {
    name: 'loopback',
    title: 'loopback',
    text: 'The addresses 127.0.0.1 and [::1], which lead back to the same machine. A command line tool listens there, at any port, for the redirect.',
    reference: rfc(8252, '7.3'),
  },
  {
    name: 'mcp',
    title: 'MCP, Model Context Protocol',
    text: 'A protocol by which an AI application uses tools and data of other programs, called MCP servers. Its HTTP transport signs people in with OAuth 2.1.',
    reference: mcp('Authorization', 'basic/authorization'),
  },
  {
    name: 'metadata',
    title: 'metadata',
    text: 'A JSON document at a well-known address. A resource says which authorization server it trusts; an authorization server lists its endpoints and what it supports.',
    reference: rfc(8414, '3'),
  },
  {
    name: 'nonce',
    title: 'nonce',
    text: 'A random value that a client sends with its request, and that has to be in the ID token of the response. An ID token of another sign-in has a different nonce.',
    reference: openId('3.1.2.1', 'AuthRequest'),
  },
  {
    name: 'octet',
    title: 'octet',
    text: 'Eight bits. The RFCs say octet where others say byte.',
  },
  {
    name: 'opaque-token',
    title: 'opaque token',
    text: 'A random text with no meaning of its own. The server that receives it asks the authorization server what it stands for.',
    reference: rfc(7662, '1'),
  },
  {
    name: 'origin',
    title: 'origin',
    text: 'Scheme, host and port of an address. A browser keeps the storage and the responses of one origin from the scripts of another.',
    reference: rfc(6454, '4'),
  },
  {
    name: 'pkce',
    title: 'PKCE, Proof Key for Code Exchange',
    text: 'Say “pixy”. The client sends the hash of a fresh secret ahead, and the secret itself with the code. A code without its secret buys nothing.',
    reference: rfc(7636, '1.1'),
  },
  {
    name: 'plain',
    title: 'plain',
    text: 'The method of PKCE in which the challenge is the verifier itself. It is of no use against a reader of the authorization request.',
    reference: rfc(7636, '4.2'),
  },
  {
    name: 'proof-of-possession',
    title: 'proof of possession',
    text: 'Shows that a sender has a private key, without sending it: a signature over something that only this request has.',
    reference: rfc(9449, '4.2'),
  },
  {
    name: 'public-client',
    title: 'public client',
    text: 'A client that cannot keep a secret, because it is shipped to people with everything inside: a page, an app, a command line tool.',
    reference: rfc(6749, '2.1'),
  },
  {
    name: 'redirect-uri',
    title: 'redirect URI',
    text: 'The address of the client to which the authorization server sends the browser back. It is registered beforehand, and compared as a whole.',
    reference: rfc(6749, '3.1.2'),
  },
  {
    name: 'refresh-token',
    title: 'refresh token',
    text: 'What a client hands in for the next access token, without asking the person. It goes to the authorization server alone.',
    reference: rfc(6749, '1.5'),
  },
  {
    name: 'resource',
    title: 'resource',
    text: 'The parameter by which a client says for which server it wants a token. The authorization server writes that server into aud.',
    reference: rfc(8707, '2'),
  },
  {
    name: 'resource-server',
    title: 'resource server',
    text: 'The server that has what the client wants, and accepts access tokens. In this course it is the MCP server.',
    reference: rfc(6749, '1.1'),
  },
  {
    name: 'rotation',
    title: 'rotation',
    text: 'Each refresh token is good for one use, which replaces it with a new one. A second use shows that two parties hold it, and ends the grant.',
    reference: rfc(9700, '4.14.2'),
  },
  {
    name: 's256',
    title: 'S256',
    text: 'The method of PKCE in which the challenge is the SHA-256 hash of the verifier, as base64url without padding.',
    reference: rfc(7636, '4.2'),
  },
  {
    name: 'scope',
    title: 'scope',
    text: 'A list of words, separated by spaces, that says what a client asks for and a token allows, such as notes:read.',
    reference: rfc(6749, '3.3'),
  },
  {
    name: 'sender-constrained',
    title: 'sender-constrained token',
    text: 'A token that works only together with a key of its client. A thief who has the token alone gets nothing for it.',
    reference: rfc(9700, '2.2.1'),
  },
  {
    name: 'server-nonce',
    title: 'server nonce, DPoP-Nonce',
    text: 'A text from a server that each proof for this server has to contain. The server replaces it, so that no proof can be made in advance.',
    reference: rfc(9449, '8'),
  },
  {
    name: 'state',
    title: 'state',
    text: 'A random value that the client sends with its request, and gets back with the response. This tab did not ask for a response with a different state.',
    reference: rfc(6749, '4.1.1'),
  },
  {
    name: 'stdio',
    title: 'stdio',
    text: 'The transport of MCP in which the host starts the server as a program and talks to it through a pipe. No network, and no OAuth.',
    reference: mcp('Transports', 'basic/transports'),
  },
  {
    name: 'streamable-http',
    title: 'Streamable HTTP',
    text: 'The transport of MCP in which the server has an address on a network, and each message is an HTTP request.',
    reference: mcp('Transports', 'basic/transports'),
  },
  {
    name: 'thumbprint',
    title: 'thumbprint, jkt',
    text: 'The SHA-256 of a public key. A bound token names its key by this hash.',
    reference: rfc(7638, '3'),
  },
  {
    name: 'tls',
    title: 'TLS',
    text: 'The encryption under https. It keeps readers on the network out, and says nothing of what happens at either end.',
    reference: rfc(8446, '1'),
  },
  {
    name: 'verifier',
    title: 'verifier, code_verifier',
    text: 'The fresh secret of PKCE: 43 to 128 characters, drawn at random for one sign-in. It leaves the client once, in the POST to the token endpoint.',
    reference: rfc(7636, '4.1'),
  },
  {
    name: 'xss',
    title: 'XSS, cross-site scripting',
    text: 'A script of an attacker that runs inside your page. It can do whatever the page can, so no defence of the sign-in stops it.',
  },
];

/** A term by its name; `undefined` for a word that the course does not explain. */
export const termNamed = (name: string): GlossaryTerm | undefined => TERMS.find((term) => term.name === name);
