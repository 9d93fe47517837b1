import type { CallToolResult, Tool } from '@modelcontextprotocol/client';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { ToolResult } from './ToolResult.tsx';

const tool: Tool = { name: 'now', inputSchema: { type: 'object' } };

it.each<[string, CallToolResult, boolean]>([
  ['without content', { content: [], output: 'noon' }, true],
  ['with content', { content: [{ type: 'text', text: 'It is noon.' }], output: 'noon' }, false],
])('the page shows `output` only if there is no content (%s, %j): %j', (_what, result, shows) => {
  const screen = renderToStaticMarkup(<ToolResult tool={tool} result={result} />);
  expect(screen.includes('This is not content as MCP defines it')).toBe(shows);
  expect(screen.includes('noon&quot;')).toBe(shows);
});
