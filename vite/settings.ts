import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The addresses that an app without metadata needs. */
export const ENDPOINTS = [
  'VITE_AUTHORIZATION_ENDPOINT',
  'VITE_TOKEN_ENDPOINT',
  'VITE_PUSHED_AUTHORIZATION_REQUEST_ENDPOINT',
  'VITE_REVOCATION_ENDPOINT',
  'VITE_END_SESSION_ENDPOINT',
] as const;

/** Every setting that a build reads, from the environment or from Vite's `.env` files. `.env.example` explains each. */
export const SETTINGS = [
  'VITE_MCP_SERVER_URL',
  'VITE_ISSUER',
  'VITE_API_URL',
  'VITE_METADATA_URL',
  ...ENDPOINTS,
  'VITE_VOUCHED_CODE_CHALLENGE_METHOD',
  'VITE_VOUCHED_ISSUER',
  'VITE_RESOURCE',
  'VITE_TOKEN_ORIGIN',
  'VITE_AUTHORIZATION_PARAMETERS',
  'VITE_END_SESSION',
  'VITE_SILENT_SIGN_IN',
  'VITE_USERINFO',
  'VITE_DPOP',
  'VITE_CLIENT_ID',
  'VITE_APP_URL',
  'VITE_CLIENT_NAME',
  'VITE_CLIENT_METADATA_URL',
  'VITE_SCOPES',
  'VITE_CONNECT_ORIGINS',
  'VITE_PICTURE_ORIGINS',
  'VITE_STATIC_HOST',
  'VITE_OFFLINE',
] as const;

export type Setting = (typeof SETTINGS)[number];
export type Environment = Record<string, string | undefined>;

/** The settings that have a value. An empty value counts as absent. */
export const settingsIn = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value));

/**
 * Refuses `.env` files that Vite would misread without a warning: in UTF-16 or another encoding, or with a byte order
 * mark, which hides the first setting. Some editors and shells of Windows write such files.
 *
 * @throws Error that names the file.
 */
export function requireReadable(folder: string, mode: string): void {
  for (const name of ['.env', '.env.local', `.env.${mode}`, `.env.${mode}.local`]) {
    const path = join(folder, name);
    if (existsSync(path) && /[\0\uFEFF\uFFFD]/.test(readFileSync(path, 'utf8'))) {
      throw new Error(`Vite does not read all of ${name}: save it as UTF-8 without a byte order mark.`);
    }
  }
}

/**
 * An environment for a test build: the given settings, and an empty value for every other setting. Vite prefers this
 * environment to `.env` files, so a developer's `.env.local` does not affect the tests.
 */
export function onlySettings(settings: Partial<Record<Setting, string>>): Record<Setting, string> {
  const unset = Object.fromEntries(SETTINGS.map((name) => [name, ''])) as Record<Setting, string>;
  return { ...unset, ...settings };
}

/**
 * Refuses to build an app that has no server to sign in to. Such an app would look for an MCP server on its own host.
 *
 * @throws Error that names the settings.
 */
export function requireServer(env: Environment, offline: boolean): void {
  if (offline || env.VITE_MCP_SERVER_URL || env.VITE_ISSUER) return;
  throw new Error(
    'Neither VITE_MCP_SERVER_URL nor VITE_ISSUER is set, so this build has no server to sign in to. Set one of them in .env.local (.env.example lists every setting), or set VITE_OFFLINE=true to build the servers in, for a demonstration.',
  );
}
