import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { SessionSettings } from '../../../src/oauth/index.ts';
import { readServers } from '../../../src/session-settings.ts';
import type { Environment } from '../../../vite/settings.ts';
import { APP } from '../app.ts';

const FOLDER = join(import.meta.dirname, '../../../docs/presets');
const SETTINGS = /^## For an API without MCP$.*?^```sh\n(.*?)^```$/ms;

/**
 * Reads the lines for `.env.local` from the document of a preset.
 *
 * @param name the name of the preset's file, without `.md`.
 * @throws Error if the document has no such lines.
 */
export function presetText(name: string): string {
  const [, lines] = SETTINGS.exec(readFileSync(join(FOLDER, `${name}.md`), 'utf8')) ?? [];
  if (lines === undefined) throw new Error(`${name}.md has no settings for an API without MCP.`);
  return lines;
}

/** The settings in {@link presetText}, by name. */
export const presetLines = (name: string): Environment => parseEnv(presetText(name));

export const presetSettings = (name: string): SessionSettings => settingsOf(presetLines(name));

/** Turns lines of `.env.local` into session settings, as the app does. */
export function settingsOf(lines: Environment): SessionSettings {
  const { api } = readServers(lines, `${APP}/`, false);
  if (!api) throw new Error('The lines name no issuer.');
  return api.session;
}
