import type { Tool } from '@modelcontextprotocol/client';

/**
 * The `Mcp-Param-*` headers of a tool call: arguments that the tool's schema marks with `x-mcp-header` are
 * repeated as headers, so that what stands between client and server can route by them (MCP 2026-07-28,
 * transports). The SDK leaves them out in browsers, where each header needs the server's CORS consent; a
 * server that marks an argument has asked for it.
 */
export function parameterHeaders(tool: Tool, args: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(marked(tool.inputSchema, args));
}

function marked(schema: unknown, values: unknown): [string, string][] {
  const properties: Record<string, unknown> = Object(Object(schema).properties);
  return Object.entries(properties).flatMap(([name, property]): [string, string][] => {
    const value: unknown = Object.hasOwn(Object(values), name)
      ? Reflect.get(Object(values), name)
      : undefined;
    const header: unknown = Object(property)['x-mcp-header'];
    if (typeof header !== 'string') return marked(property, value);
    if (!['string', 'number', 'boolean'].includes(typeof value)) return [];
    return [[`Mcp-Param-${header}`, headerValue(String(value))]];
  });
}

/** Text that a header cannot carry as it is goes as base64 of its UTF-8. */
function headerValue(text: string): string {
  const plain = /^[\t\x20-\x7e]+$/.test(text) && text === text.trim() && !/^=\?base64\?.*\?=$/.test(text);
  if (plain) return text;
  return `=?base64?${btoa(String.fromCharCode(...new TextEncoder().encode(text)))}?=`;
}
