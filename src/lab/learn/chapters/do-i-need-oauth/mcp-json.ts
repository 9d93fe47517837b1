/** One server of an `mcp.json`: a process that the host starts, or an address that the host calls. */
export type ServerEntry =
  | { transport: 'stdio'; command: string }
  | { transport: 'Streamable HTTP'; url: string };

/**
 * Reads the first server of an `mcp.json`.
 *
 * @throws Error naming what is wrong, and where.
 */
export function readMcpJson(text: string): ServerEntry {
  const servers: unknown = Object(parse(text)).mcpServers;
  const [entry]: unknown[] = Object.values(Object(servers));
  const { command, url }: { command?: unknown; url?: unknown } = Object(entry);
  if (typeof url === 'string' && command !== undefined) {
    throw new Error(
      'This server has a "command" and a "url". Remove one of them: a host either starts a server or calls it.',
    );
  }
  if (typeof url === 'string') {
    if (!URL.canParse(url)) throw new Error(`"url" must be an absolute address; "${url}" is not.`);
    return { transport: 'Streamable HTTP', url };
  }
  if (typeof command === 'string') return { transport: 'stdio', command };
  throw new Error('Below "mcpServers" a server needs a "command" or a "url".');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`This is not JSON. ${error instanceof Error ? error.message : ''}`, { cause: error });
  }
}
