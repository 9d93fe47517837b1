import { rejectReserved } from '../src/oauth/authorization-parameters.ts';
import { OAuthError } from '../src/oauth/index.ts';
import { isSafeUrl } from '../src/oauth/safe-url.ts';
import { type Environment, SETTINGS, type Setting } from './settings.ts';

const ADDRESSES: readonly Setting[] = [
  'VITE_MCP_SERVER_URL',
  'VITE_ISSUER',
  'VITE_API_URL',
  'VITE_METADATA_URL',
  'VITE_AUTHORIZATION_ENDPOINT',
  'VITE_TOKEN_ENDPOINT',
  'VITE_PUSHED_AUTHORIZATION_REQUEST_ENDPOINT',
  'VITE_REVOCATION_ENDPOINT',
  'VITE_END_SESSION_ENDPOINT',
  'VITE_VOUCHED_ISSUER',
  'VITE_TOKEN_ORIGIN',
];
const SWITCHES: readonly Setting[] = ['VITE_SILENT_SIGN_IN', 'VITE_USERINFO', 'VITE_OFFLINE'];
/** The app reads these settings only with `VITE_ISSUER`, because an MCP server publishes all this information. */
const OF_AN_ISSUER: readonly Setting[] = [
  'VITE_API_URL',
  'VITE_METADATA_URL',
  'VITE_AUTHORIZATION_ENDPOINT',
  'VITE_TOKEN_ENDPOINT',
  'VITE_PUSHED_AUTHORIZATION_REQUEST_ENDPOINT',
  'VITE_REVOCATION_ENDPOINT',
  'VITE_END_SESSION_ENDPOINT',
  'VITE_VOUCHED_CODE_CHALLENGE_METHOD',
  'VITE_VOUCHED_ISSUER',
  'VITE_AUTHORIZATION_PARAMETERS',
  'VITE_END_SESSION',
  'VITE_SILENT_SIGN_IN',
  'VITE_USERINFO',
];

/**
 * Stops a build whose settings cannot work, or would have no effect. A hosting service or a container passes values as
 * they are typed, with quotes and spaces; without this check, the mistake would appear at the first sign-in.
 *
 * @throws TypeError that names the setting and its value.
 */
export function checkSettings(env: Environment): void {
  for (const name of SETTINGS) {
    const value = env[name];
    const wrong = value && mistakeIn(name, value, env);
    if (wrong) throw new TypeError(`${name} ${wrong}; it is "${value}".`);
  }
}

/** @returns what the value must be. */
function mistakeIn(name: Setting, value: string, env: Environment): string | undefined {
  if (value.trim() !== value) return 'must not begin or end with a space';
  if (/^(["'`]).*\1$/.test(value)) return 'must not be in quotes: only .env files may quote a value';
  if (OF_AN_ISSUER.includes(name) && !env.VITE_ISSUER) return 'has no effect without VITE_ISSUER';
  if (SWITCHES.includes(name) && !['true', 'false'].includes(value)) return 'must be true or false';
  if (name === 'VITE_DPOP' && !['required', 'when supported'].includes(value)) {
    return 'must be required or when supported';
  }
  if (name === 'VITE_SCOPES' && /,/.test(value) && !/\s/.test(value)) {
    return 'must hold scopes that are separated by spaces, not by commas';
  }
  if (name === 'VITE_AUTHORIZATION_PARAMETERS') return mistakeInParameters(value);
  if (name === 'VITE_CLIENT_METADATA_URL' && !isDocumentAddress(value)) {
    return 'must be the https:// address of the document, with a path';
  }
  return ADDRESSES.includes(name) ? mistakeInAddress(name, value) : undefined;
}

function isDocumentAddress(value: string): boolean {
  return isSafeUrl(value) && value.startsWith('https:') && new URL(value).pathname !== '/';
}

function mistakeInAddress(name: Setting, value: string): string | undefined {
  if (name === 'VITE_API_URL') {
    if (value.includes('?')) return 'must have no query';
    // To a browser, a second slash or a backslash begins the name of a host.
    if (/^\/[^/\\]/.test(value)) return undefined;
  }
  // The issuer of Entra ID contains this placeholder, whose braces no URL may contain.
  if (!isSafeUrl(value.replace('{tenantid}', 'tenant'))) {
    return 'must be an https:// address, or an http:// address of this machine, without a fragment or credentials';
  }
  if (name === 'VITE_ISSUER' && value.includes('/.well-known/')) {
    return 'must be the issuer identifier, as its metadata spells it; the address of the metadata is VITE_METADATA_URL';
  }
  if (name === 'VITE_TOKEN_ORIGIN' && new URL(value).origin !== value) {
    return 'must be an origin, without a path or a slash at the end';
  }
  return undefined;
}

function mistakeInParameters(value: string): string | undefined {
  if (value.startsWith('{'))
    return 'must be a query string, such as audience=https://api.example&prompt=consent';
  try {
    rejectReserved(Object.fromEntries(new URLSearchParams(value)));
    return undefined;
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return `must not replace ${error.found}, a parameter of the protocol that the sign-in sends itself`;
  }
}
