import { rejectReserved } from '../src/oauth/authorization-parameters.ts';
// Not from index.ts: Vite restarts the dev server after each change of a file that its configuration imports.
import { OAuthError } from '../src/oauth/errors.ts';
import { isSafeUrl } from '../src/oauth/safe-url.ts';
import { ENDPOINTS, type Environment, SETTINGS, type Setting } from './settings.ts';

const ADDRESSES: readonly Setting[] = [
  'VITE_MCP_SERVER_URL',
  'VITE_ISSUER',
  'VITE_API_URL',
  'VITE_METADATA_URL',
  ...ENDPOINTS,
  'VITE_TOKEN_ORIGIN',
];
const SWITCHES: readonly Setting[] = ['VITE_SILENT_SIGN_IN', 'VITE_USERINFO', 'VITE_OFFLINE'];
/** The app reads these settings only with `VITE_ISSUER`, because an MCP server publishes the same information. */
const OF_AN_ISSUER: readonly Setting[] = [
  'VITE_API_URL',
  'VITE_METADATA_URL',
  ...ENDPOINTS,
  'VITE_VOUCHED_CODE_CHALLENGE_METHOD',
  'VITE_VOUCHED_ISSUER',
  'VITE_AUTHORIZATION_PARAMETERS',
  'VITE_END_SESSION',
  'VITE_SILENT_SIGN_IN',
  'VITE_USERINFO',
];
/** No effect with configured endpoints: the app reads no metadata, which alone names a userinfo endpoint. */
const OF_METADATA: readonly Setting[] = ['VITE_METADATA_URL', 'VITE_USERINFO'];

/**
 * Stops a build if a setting cannot work, or would have no effect. A hosting service or a container passes a value
 * exactly as a person typed it, with quotes and spaces. Without this check, it would appear only at the first sign-in.
 *
 * @throws TypeError that names the setting and its value.
 */
export function checkSettings(env: Environment): void {
  const secret = Object.keys(env).find((name) => name.startsWith('VITE_') && /secret/i.test(name));
  if (secret) {
    throw new TypeError(
      `${secret} would be published: every setting becomes part of the bundle. Remove it, and register this app as a public client, without a secret.`,
    );
  }
  for (const name of Object.keys(env)) {
    const meant = SETTINGS.find((setting) => setting !== name && stem(setting) === stem(name));
    if (!meant) continue;
    throw new TypeError(
      `${name} is not read; the setting is ${meant}. A variable of your own needs a name that differs more.`,
    );
  }
  for (const name of SETTINGS) {
    const value = env[name];
    const wrong = value && mistakeIn(name, value, env);
    if (wrong) throw new TypeError(`${name} ${wrong}; it is "${value}".`);
  }
}

/** The part of a name that people spell correctly, without underscores and without a final `URL`, `URI` or `S`. */
const stem = (name: string) =>
  name
    .replaceAll('_', '')
    .replace(/(UR[IL])?S?$/i, '')
    .toUpperCase();

/** @returns the end of a sentence that begins with the name, or `undefined` if the value is correct. */
function mistakeIn(name: Setting, value: string, env: Environment): string | undefined {
  if (value.trim() !== value) return 'must not begin or end with a space';
  if (/^(["'`]).*\1$/.test(value)) return 'must not be in quotes: only .env files may quote a value';
  if (name !== 'VITE_CLIENT_NAME') {
    if (/[^ -~]/.test(value)) return 'must not hold invisible or other non-ASCII characters';
    if (/ #/.test(value)) return 'must not hold a comment: only .env files may have comments';
    if (/^(undefined|null)$|\$[{A-Z_]|\{\{|<.*>|\bYOUR[_-]/.test(value))
      return 'must not be a placeholder without its value';
  }
  const useless = uselessWithout(name, value, env);
  if (useless) return useless;
  if (SWITCHES.includes(name) && !['true', 'false'].includes(value)) return 'must be true or false';
  if (name === 'VITE_DPOP' && !['required', 'when supported'].includes(value)) {
    return 'must be required or when supported';
  }
  if (name === 'VITE_SCOPES' && !value.split(/\s+/).every(isScope)) {
    return 'must hold scopes that are separated by spaces, not by commas or other characters';
  }
  if (name === 'VITE_RESOURCE' && (!URL.canParse(value) || value.includes('#'))) {
    return 'must be an absolute URI without a fragment';
  }
  // The app compares this value as text, and sends no request to it. So it need not be an https address: the default
  // issuer of FusionAuth is a name, and an issuer behind a proxy may be http.
  if (name === 'VITE_VOUCHED_ISSUER' && /[\s{}]/.test(value.replace('{tenantid}', ''))) {
    return 'must be one issuer, with no other placeholder than {tenantid}';
  }
  if (name === 'VITE_AUTHORIZATION_PARAMETERS') return mistakeInParameters(value);
  if (name === 'VITE_CLIENT_METADATA_URL' && !isDocumentAddress(value)) {
    return 'must be the https:// address of the document, with a path';
  }
  return ADDRESSES.includes(name) ? mistakeInAddress(name, value) : undefined;
}

/** @returns why a setting has no effect, or `undefined` if it has an effect. */
function uselessWithout(name: Setting, value: string, env: Environment): string | undefined {
  if (OF_AN_ISSUER.includes(name) && !env.VITE_ISSUER) return 'has no effect without VITE_ISSUER';
  if (name === 'VITE_TOKEN_ORIGIN' && !env.VITE_MCP_SERVER_URL) {
    return 'has no effect without VITE_MCP_SERVER_URL';
  }
  if (name === 'VITE_REVOCATION_ENDPOINT' && !env.VITE_TOKEN_ENDPOINT) {
    return 'has no effect without VITE_TOKEN_ENDPOINT, because the metadata names the endpoint';
  }
  if (value === 'false') return undefined;
  if (OF_METADATA.includes(name) && env.VITE_TOKEN_ENDPOINT) {
    return 'has no effect with VITE_TOKEN_ENDPOINT, because the app then reads no metadata';
  }
  if (name === 'VITE_USERINFO' && env.VITE_RESOURCE) {
    return 'has no effect with VITE_RESOURCE, because a token for a resource is not sent to another address';
  }
  return undefined;
}

/**
 * Whether a text is one scope token (RFC 6749 §3.3), and does not look like several tokens. A comma inside a token is
 * accepted only if the setting has several tokens, because a URI may contain a comma.
 */
function isScope(token: string, _index: number, { length }: readonly string[]): boolean {
  const separator = length > 1 ? /[,;]$|^[,;]/ : /[,;+]/;
  return /^[!#-[\]-~]+$/.test(token) && !separator.test(token) && !token.includes('%20');
}

const isDocumentAddress = (value: string): boolean =>
  isSafeUrl(value) && value.startsWith('https:') && new URL(value).pathname !== '/';

function mistakeInAddress(name: Setting, value: string): string | undefined {
  if (name === 'VITE_API_URL') {
    if (/[?*]/.test(value)) return 'must have no query and no *: it covers every path below it';
    // A browser reads a host name after `//` or `/\`.
    if (/^\/[^/\\]/.test(value)) return undefined;
  }
  if (!isSafeUrl(value)) {
    return 'must be an https:// address, or an http:// address of this machine, without a fragment or credentials';
  }
  if (name === 'VITE_ISSUER' && value.includes('/.well-known/')) {
    return 'must be the issuer identifier, as its metadata spells it; the address of the metadata is VITE_METADATA_URL';
  }
  if (name === 'VITE_ISSUER' && value.includes('?')) return 'must have no query (RFC 8414 §2)';
  if (name === 'VITE_TOKEN_ORIGIN' && new URL(value).origin !== value) {
    return 'must be an origin, without a path or a slash at the end';
  }
  return undefined;
}

function mistakeInParameters(value: string): string | undefined {
  if (value.startsWith('{'))
    return 'must be a query string, such as audience=https://api.example&prompt=consent';
  const named = value.replace(/^\?/, '').split('&');
  if (!named.every((parameter) => /^[^=\s]+=./.test(parameter)) || /[\s,;]\w+=/.test(value))
    return 'must hold parameters as name=value, joined by &';
  try {
    rejectReserved(Object.fromEntries(new URLSearchParams(value)));
    return undefined;
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return `must not replace ${error.found}, a parameter of the protocol that the sign-in sends itself`;
  }
}
