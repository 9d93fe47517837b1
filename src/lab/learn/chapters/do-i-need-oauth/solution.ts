import type { Act } from '../act.ts';
import { CONFIGURATIONS } from './configurations.ts';

/** What a person does to prove this chapter. */
export const solution: readonly Act[] = [
  { press: 'Connect' },
  { fill: 'mcp.json', with: '{ "mcpServers": { "notes": { "url": "{origin}/mcp" } } }' },
  { press: 'Connect' },
  ...CONFIGURATIONS.map(({ name, needsOAuth }) => ({
    press: `${needsOAuth ? 'Needs OAuth' : 'Needs no OAuth'}: ${name}`,
  })),
];
