import type { Act } from '../act.ts';
import { actsOf } from '../prediction.ts';
import { PREDICTION } from './prediction.ts';

export const solution: readonly Act[] = [
  ...actsOf(PREDICTION),
  { press: 'Connect' },
  { fill: 'mcp.json', with: '{ "mcpServers": { "notes": { "url": "{origin}/mcp" } } }' },
  { press: 'Connect' },
];
