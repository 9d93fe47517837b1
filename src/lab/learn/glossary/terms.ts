import { rfc, type SpecReference } from '../../machine/spec-references.ts';

/** Explains a word of the course in a sentence or two, and links to its definition. */
export interface GlossaryTerm {
  /** The word's identifier in `<Term name="…">` and in links into the glossary. */
  name: string;
  title: string;
  text: string;
  reference?: SpecReference;
}

const openId = (section: string, anchor: string): SpecReference => ({
  label: `OpenID Connect Core 1.0 §${section}`,
  url: `https://openid.net/specs/openid-connect-core-1_0.html#${anchor}`,
});

const mcp = (label: string, path: string): SpecReference => ({
  label: `MCP 2026-07-28, ${label}`,
  url: `https://modelcontextprotocol.io/specification/2026-07-28/${path}`,
});

/** The words of the course, in alphabetical order of their titles. */
const BY_NAME: Readonly<Record<string, Omit<GlossaryTerm, 'name'>>> = {
  'access-token': {
    title: 'access token',
    text: 'What a client shows with every call. It says that this client may do these things for this person, at this server, until this time. An opaque token only refers to a record that says so.',
    reference: rfc(6749, '1.4'),
  },
  audience: {
    title: 'audience, aud',
    text: 'The server that a token is meant for. A server that finds another name in aud has to refuse the token.',
    reference: rfc(7519, '4.1.3'),
  },
  code: {
    title: 'authorization code, code',
    text: 'A short-lived text that the authorization server sends through the browser. It is good for one exchange, and for nothing else.',
    reference: rfc(6749, '1.3.1'),
  },
  'authorization-server': {
    title: 'authorization server',
    text: 'The server where the person has an account. It asks the person for consent, and issues tokens to the clients that the person allows.',
    reference: rfc(6749, '1.1'),
  },
  'back-channel': {
    title: 'back channel',
    text: 'A direct request from one program to another, over TLS. No address bar, history or redirect is involved.',
  },
  'backend-for-frontend': {
    title: 'backend for frontend, BFF',
    text: 'A server that belongs to the app. It signs in for the page, keeps the tokens, and adds the access token to each call that the page sends through it. The page has only a cookie.',
    reference: rfc(10017, '6.1'),
  },
  base64url: {
    title: 'base64url',
    text: 'A way to write octets with 64 characters that need no escaping in a URL: letters, digits, - and _. OAuth uses it without padding, that is, without = at the end.',
    reference: rfc(4648, '5'),
  },
  bearer: {
    title: 'bearer token',
    text: 'A token that works for every program that holds it, as cash does. It has to be kept secret, and its lifetime has to be short.',
    reference: rfc(6750, '1.2'),
  },
  challenge: {
    title: 'challenge, code_challenge',
    text: 'The SHA-256 hash of the verifier, as base64url. The client sends it first, through the browser, and anyone may read it.',
    reference: rfc(7636, '4.2'),
  },
  client: {
    title: 'client',
    text: 'The program that wants to call a server for a person: an app, a page, a command line tool. It is not the person, and not the browser.',
    reference: rfc(6749, '1.1'),
  },
  'client-metadata-document': {
    title: 'client metadata document',
    text: 'A JSON document that names a client and its redirect URIs. The address of the document is the client ID, and the authorization server fetches the document from this address.',
    reference: mcp('Client registration', 'basic/authorization/client-registration'),
  },
  'confidential-client': {
    title: 'confidential client',
    text: 'A client that can keep a secret from everyone, such as a web app whose code runs on its own server.',
    reference: rfc(6749, '2.1'),
  },
  consent: {
    title: 'consent',
    text: 'The page of the authorization server that says which client asks for what, with one button to allow this and one button to refuse.',
  },
  cors: {
    title: 'CORS, cross-origin resource sharing',
    text: 'Headers by which a server allows pages of other origins to read its responses. Without them the browser hides a response from the page, though the server sent it.',
  },
  csrf: {
    title: 'CSRF, cross-site request forgery',
    text: 'A foreign page makes your browser send a request that you did not mean. In this course the request is a forged callback, which finishes a sign-in that the attacker began.',
    reference: rfc(6749, '10.12'),
  },
  'custom-scheme': {
    title: 'custom scheme',
    text: 'The start of an address that opens a program on a phone or desktop, such as com.example.notes in com.example.notes:/callback. Nothing keeps a second program from registering the same scheme.',
    reference: rfc(8252, '7.1'),
  },
  dpop: {
    title: 'DPoP, Demonstrating Proof of Possession',
    text: 'A way to bind tokens to a key of the client. The client signs a proof for each request, and a token without its key is worthless.',
    reference: rfc(9449, '2'),
  },
  'dynamic-registration': {
    title: 'dynamic registration',
    text: 'A client posts its name and redirect URIs to the authorization server, and gets a client ID. No person decides, so the name proves nothing.',
    reference: rfc(7591, '3'),
  },
  'front-channel': {
    title: 'front channel',
    text: 'A message that travels as an address in the browser. The person and the browser’s extensions can see it, and it stays in the history and in the logs of the receiving server.',
  },
  grant: {
    title: 'grant',
    text: 'What a person allowed one client to do. The parameter grant_type uses the word for something else: the kind of proof that a client hands in for tokens, such as an authorization code.',
    reference: rfc(6749, '1.3'),
  },
  host: {
    title: 'host',
    text: 'In MCP: the application in front of the person, such as an editor or a chat. It holds one client for each server. In an address: the name of a machine.',
    reference: mcp('Architecture', 'architecture'),
  },
  'id-token': {
    title: 'ID token',
    text: 'A signed statement for the client about who signed in, and when. It is not sent to the MCP server, and opens nothing there.',
    reference: openId('2', 'IDToken'),
  },
  'identity-provider': {
    title: 'identity provider',
    text: 'The service that knows people by their accounts and checks their passwords. Often it is the authorization server itself.',
  },
  introspection: {
    title: 'introspection',
    text: 'A request in which a resource server asks the authorization server about a token. The resource server sends its own credentials. The response says whether the token is active, and what it means.',
    reference: rfc(7662, '2'),
  },
  issuer: {
    title: 'issuer, iss',
    text: 'The address by which an authorization server names itself, in its metadata, in its responses and in its tokens. Clients compare it character by character.',
    reference: rfc(8414, '2'),
  },
  jwt: {
    title: 'JWT, JSON Web Token',
    text: 'Three parts of base64url between dots: a header, a JSON object of claims, and a signature. Everyone can read it; only the holder of the signing key can make one.',
    reference: rfc(7519, '1'),
  },
  loopback: {
    title: 'loopback',
    text: 'The addresses 127.0.0.1 and [::1], which lead back to the same machine. A command line tool listens there, at any port, for the redirect.',
    reference: rfc(8252, '7.3'),
  },
  mcp: {
    title: 'MCP, Model Context Protocol',
    text: 'A protocol by which an AI application uses tools and data of other programs, called MCP servers. Its HTTP transport signs people in with OAuth 2.1.',
    reference: mcp('Authorization', 'basic/authorization'),
  },
  metadata: {
    title: 'metadata',
    text: 'A JSON document at a well-known address. The document of a resource names the authorization servers that the resource trusts. The document of an authorization server lists its endpoints and what it supports.',
    reference: rfc(8414, '3'),
  },
  nonce: {
    title: 'nonce',
    text: 'A random value that a client sends with its authorization request. The ID token of the response has to contain the same value. An ID token of another sign-in has a different nonce.',
    reference: openId('3.1.2.1', 'AuthRequest'),
  },
  octet: { title: 'octet', text: 'Eight bits. The RFCs say octet where others say byte.' },
  'opaque-token': {
    title: 'opaque token',
    text: 'A random text with no meaning of its own. The server that receives it asks the authorization server what the text stands for.',
    reference: rfc(7662, '1'),
  },
  origin: {
    title: 'origin',
    text: 'Scheme, host and port of an address. The scripts of one origin cannot read the storage of another origin, or its responses without CORS.',
    reference: rfc(6454, '4'),
  },
  pkce: {
    title: 'PKCE, Proof Key for Code Exchange',
    text: 'Say “pixy”. The client first sends the hash of a fresh secret, and later the secret itself, with the code. A code without its secret buys nothing.',
    reference: rfc(7636, '1.1'),
  },
  plain: {
    title: 'plain',
    text: 'The method of PKCE in which the challenge is the verifier itself. It gives no protection from a thief who reads the authorization request.',
    reference: rfc(7636, '4.2'),
  },
  'proof-of-possession': {
    title: 'proof of possession',
    text: 'A signature over something that only this request has. It shows that the sender has the private key, without sending the key.',
    reference: rfc(9449, '4.2'),
  },
  'public-client': {
    title: 'public client',
    text: 'A client that cannot keep a secret, because it is shipped to people with everything inside: a page, an app, a command line tool.',
    reference: rfc(6749, '2.1'),
  },
  'redirect-uri': {
    title: 'redirect URI',
    text: 'The client’s address, to which the authorization server sends the browser back. It is registered beforehand, and the server compares it as a whole.',
    reference: rfc(6749, '3.1.2'),
  },
  'refresh-token': {
    title: 'refresh token',
    text: 'A token that a client exchanges for the next access token. The person is not asked. The client sends it only to the authorization server.',
    reference: rfc(6749, '1.5'),
  },
  resource: {
    title: 'resource',
    text: 'The parameter in which a client names the server that the token is for. The authorization server should write that name into aud.',
    reference: rfc(8707, '2'),
  },
  'resource-server': {
    title: 'resource server',
    text: 'The server that has what the client wants, and accepts access tokens. In this course it is the MCP server.',
    reference: rfc(6749, '1.1'),
  },
  rotation: {
    title: 'rotation',
    text: 'Each refresh token is good for one use, and the authorization server then replaces it. After a second use, two parties may hold the token, so the server ends the grant.',
    reference: rfc(9700, '4.14.2'),
  },
  s256: {
    title: 'S256',
    text: 'The method of PKCE in which the challenge is the SHA-256 hash of the verifier, as base64url without padding.',
    reference: rfc(7636, '4.2'),
  },
  scope: {
    title: 'scope',
    text: 'A list of words, separated by spaces, such as notes:read notes:write. It says what a client asks for, or what a token allows.',
    reference: rfc(6749, '3.3'),
  },
  'sender-constrained': {
    title: 'sender-constrained token',
    text: 'A token that works only together with a key of its client. A thief who has the token but not the key cannot use it.',
    reference: rfc(9700, '2.2.1'),
  },
  'server-nonce': {
    title: 'server nonce, DPoP-Nonce',
    text: 'A text that a server sends, and requires in each proof made for it. The server replaces the text, so a proof cannot be made long in advance.',
    reference: rfc(9449, '8'),
  },
  state: {
    title: 'state',
    text: 'A random value that the client sends with its request, and gets back with the response. If the state of a response differs, this tab did not ask for that response.',
    reference: rfc(6749, '4.1.1'),
  },
  stdio: {
    title: 'stdio',
    text: 'The transport of MCP in which the host starts the server as a program and talks to it through a pipe. It uses no network and no OAuth.',
    reference: mcp('Transports', 'basic/transports'),
  },
  'streamable-http': {
    title: 'Streamable HTTP',
    text: 'The transport of MCP in which the server has an address on a network, and each message is an HTTP request.',
    reference: mcp('Transports', 'basic/transports'),
  },
  thumbprint: {
    title: 'thumbprint, jkt',
    text: 'The SHA-256 hash of a public key. A bound token names its key by this hash.',
    reference: rfc(7638, '3'),
  },
  tls: {
    title: 'TLS',
    text: 'The encryption that https uses. It keeps others on the network from reading the messages, but does not protect them at either end.',
    reference: rfc(8446, '1'),
  },
  verifier: {
    title: 'verifier, code_verifier',
    text: 'The fresh secret of PKCE: 43 to 128 characters, drawn at random for one sign-in. It leaves the client only in the POST to the token endpoint.',
    reference: rfc(7636, '4.1'),
  },
  xss: {
    title: 'XSS, cross-site scripting',
    text: 'A script of an attacker that runs inside your page. It can do everything that the page can do, so no defence of the sign-in stops it.',
  },
};

export const TERMS: readonly GlossaryTerm[] = Object.entries(BY_NAME).map(([name, term]) => ({
  name,
  ...term,
}));

/** Returns the term with this name, or `undefined` if the course does not explain such a word. */
export const termNamed = (name: string): GlossaryTerm | undefined => TERMS.find((term) => term.name === name);
