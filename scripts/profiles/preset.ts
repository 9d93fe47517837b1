import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { APP } from '../../e2e/profiles/app.ts';
import type { SessionSettings } from '../../src/oauth/index.ts';

const FOLDER = join(import.meta.dirname, '../../docs/presets');
const SETTINGS = /^## For an API without MCP$.*?^```sh\n(.*?)^```$/ms;

/**
 * The lines that a preset tells people to paste into `.env.local`.
 *
 * @param name of the preset's file, without `.md`.
 * @throws Error when the preset has no such block.
 */
export function presetLines(name: string): NodeJS.Dict<string> {
  const [, lines] = SETTINGS.exec(readFileSync(join(FOLDER, `${name}.md`), 'utf8')) ?? [];
  if (lines === undefined) throw new Error(`${name}.md has no settings for an API without MCP.`);
  return parseEnv(lines);
}

/** The settings of a session that a preset's lines make. */
export function presetSettings(name: string): SessionSettings {
  return settingsOf(presetLines(name));
}

/** Lines of `.env.local` as the settings of a session, with the two addresses that are the app's own. */
export function settingsOf(lines: NodeJS.Dict<string>): SessionSettings {
  const { VITE_ISSUER: issuer } = lines;
  const { VITE_AUTHORIZATION_ENDPOINT: authorizationEndpoint, VITE_TOKEN_ENDPOINT: tokenEndpoint } = lines;
  const codeChallengeMethod: 'S256' | undefined =
    lines.VITE_VOUCHED_CODE_CHALLENGE_METHOD === 'S256' ? 'S256' : undefined;
  const common = {
    clientId: lines.VITE_CLIENT_ID,
    scopes: lines.VITE_SCOPES?.split(' '),
    resource: lines.VITE_RESOURCE,
    authorizationParameters: Object.fromEntries(new URLSearchParams(lines.VITE_AUTHORIZATION_PARAMETERS)),
    endSession: wayOut(lines.VITE_END_SESSION),
    api: [lines.VITE_API_URL ?? ''],
    redirectUri: `${APP}/callback`,
    postLogoutRedirectUri: `${APP}/`,
  };
  if (issuer === undefined) throw new Error('VITE_ISSUER is not set.');
  if (!authorizationEndpoint || !tokenEndpoint || !codeChallengeMethod) {
    const vouched = { codeChallengeMethod, issuer: lines.VITE_VOUCHED_ISSUER };
    return { ...common, issuer, metadataUrl: lines.VITE_METADATA_URL, vouched };
  }
  const server = {
    issuer,
    authorizationEndpoint,
    tokenEndpoint,
    revocationEndpoint: lines.VITE_REVOCATION_ENDPOINT,
    endSessionEndpoint: lines.VITE_END_SESSION_ENDPOINT,
  };
  return { ...common, server, vouched: { codeChallengeMethod } };
}

function wayOut(named: string | undefined): SessionSettings['endSession'] {
  return (['client_id', 'id_token_hint', 'logout_uri', 'none'] as const).find((way) => way === named);
}
