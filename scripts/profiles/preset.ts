import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { APP } from '../../e2e/profiles/app.ts';
import type { SessionSettings } from '../../src/oauth/index.ts';

const FOLDER = join(import.meta.dirname, '../../docs/presets');
const SETTINGS = /^## For an API without MCP$.*?^```json\n(.*?)^```$/ms;

/**
 * The settings that a preset tells people to paste, with the two addresses that are the app's own.
 *
 * @param name of the preset's file, without `.md`.
 * @throws Error when the preset has no such block.
 */
export function presetSettings(name: string): SessionSettings {
  const [, json] = SETTINGS.exec(readFileSync(join(FOLDER, `${name}.md`), 'utf8')) ?? [];
  if (json === undefined) throw new Error(`${name}.md has no settings for an API without MCP.`);
  // What a person pastes, the type checker of their project reads; here each preset is tried instead.
  const pasted: SessionSettings = JSON.parse(json);
  return { ...pasted, redirectUri: `${APP}/callback`, postLogoutRedirectUri: `${APP}/` };
}
