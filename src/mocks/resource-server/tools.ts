import { type CallToolResult, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod/v4';
import type { AuditLog } from '../audit-log.ts';
import type { AccessTokenClaims } from './bearer.ts';
import type { Notes } from './notes.ts';

/** The scopes that tools require. A tool that is not in this map accepts any valid token. */
const TOOL_SCOPES: ReadonlyMap<string, string> = new Map([
  ['list_notes', 'notes:read'],
  ['add_note', 'notes:write'],
  ['read_audit_log', 'notes:read'],
]);

/**
 * The supported protocol versions with a handshake. Version 2026-07-28 has no handshake. This server does not support
 * 2025-03-26, because that version obliges a server to accept JSON-RPC batches, and every later version forbids them.
 */
const HANDSHAKES = ['2025-11-25', '2025-06-18'];

export interface ToolsContext {
  token: AccessTokenClaims;
  notes: Notes;
  auditLog: AuditLog;
  now(): number;
  /** Whether tools require their scopes; otherwise, any valid token runs any tool. An attack of the lab turns this off. */
  checkScopes: boolean;
  /** Called before a tool runs. The tool waits for the promise, so that the log has the call before its effects. */
  onCall(tool: string): Promise<void>;
  /** Called when a tool does not run because the token lacks its scope. */
  onScopeMissing(tool: string, scope: string): void;
}

/** Creates an MCP server for one request, with the tools of the lab. */
export function createTools(context: ToolsContext): McpServer {
  const { token, notes, auditLog, now } = context;
  const server = new McpServer(
    { name: 'notes', title: 'Notes', version: '1.0.0' },
    { supportedProtocolVersions: HANDSHAKES },
  );

  function missingScope(tool: string): string | undefined {
    const scope = TOOL_SCOPES.get(tool);
    return scope === undefined || !context.checkScopes || token.scopes.includes(scope) ? undefined : scope;
  }

  /** The SDK calls `scopeChallenge` before a response starts, so a refusal can be a 403 (RFC 6750 §3.1). */
  const needsScope = (tool: string) => ({
    scopeChallenge() {
      const scope = missingScope(tool);
      if (scope === undefined) return undefined;
      context.onScopeMissing(tool, scope);
      return { scopes: [scope] as const };
    },
  });

  /** Checks the scope a second time. Every tool calls it first, so that no path to a tool avoids the check. */
  async function begin(tool: string): Promise<void> {
    if (missingScope(tool) !== undefined) throw new Error('The access token lacks the scope of this tool.');
    await context.onCall(tool);
  }

  server.registerTool(
    'whoami',
    {
      title: 'Who am I',
      description: 'What the access token of this call says about you.',
      annotations: { readOnlyHint: true },
    },
    async () => {
      await begin('whoami');
      return toolResult({
        subject: token.subject,
        clientId: token.clientId,
        scopes: token.scopes,
        audience: token.audience,
        expiresAt: new Date(token.expiresAtMs).toISOString(),
      });
    },
  );

  server.registerTool(
    'list_notes',
    {
      ...needsScope('list_notes'),
      title: 'List notes',
      description: 'Your notes, oldest first.',
      inputSchema: z.object({
        containing: z
          .string()
          .max(100)
          .optional()
          .meta({ title: 'Containing', description: 'Only notes with this text' }),
        limit: z.number().int().min(1).max(50).default(10).meta({ title: 'At most' }),
        order: z.enum(['oldest first', 'newest first']).default('oldest first').meta({ title: 'Order' }),
      }),
      annotations: { readOnlyHint: true },
    },
    async ({ containing = '', limit, order }) => {
      await begin('list_notes');
      const found = (await notes.of(token.subject)).filter(({ text }) => text.includes(containing));
      if (order === 'newest first') found.reverse();
      const shown = found.slice(0, limit);
      return toolResult({
        notes: shown.map(({ text, writtenAtMs }) => ({ text, written: new Date(writtenAtMs).toISOString() })),
      });
    },
  );

  server.registerTool(
    'add_note',
    {
      ...needsScope('add_note'),
      title: 'Add a note',
      description: 'Writes a note. Needs a permission that reading does not need.',
      inputSchema: z.object({ text: z.string().min(1).max(500).meta({ title: 'Text' }) }),
    },
    async ({ text }) => {
      await begin('add_note');
      await notes.add(token.subject, { id: crypto.randomUUID(), text, writtenAtMs: now() });
      return toolResult({ added: text });
    },
  );

  server.registerTool(
    'read_audit_log',
    {
      ...needsScope('read_audit_log'),
      title: 'Read the audit log',
      description: 'The recent log entries of all servers.',
      inputSchema: z.object({
        limit: z.number().int().min(1).max(100).default(20).meta({ title: 'At most' }),
      }),
      annotations: { readOnlyHint: true },
    },
    async ({ limit }) => {
      await begin('read_audit_log');
      const newest = (await auditLog.entries()).slice(-limit);
      return toolResult({
        entries: newest.map(({ atMs, ...entry }) => ({ at: new Date(atMs).toISOString(), ...entry })),
      });
    },
  );

  return server;
}

function toolResult(result: Record<string, unknown>): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(result, null, 2) }], structuredContent: result };
}
