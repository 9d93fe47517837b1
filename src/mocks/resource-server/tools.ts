import { type CallToolResult, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod/v4';
import type { AuditLog } from '../audit-log.ts';
import type { AccessTokenClaims } from './bearer.ts';
import type { Notes } from './notes.ts';

/** The scope that calling a tool takes; what is not listed takes any valid token. */
export const TOOL_SCOPES: Readonly<Record<string, string>> = {
  list_notes: 'notes:read',
  add_note: 'notes:write',
  read_audit_log: 'notes:read',
};

export interface ToolsContext {
  token: AccessTokenClaims;
  notes: Notes;
  auditLog: AuditLog;
  now(): number;
}

/** An MCP server for one request, with the tools that make the point. */
export function createTools({ token, notes, auditLog, now }: ToolsContext): McpServer {
  const server = new McpServer({ name: 'notes', title: 'Notes', version: '1.0.0' });

  server.registerTool(
    'whoami',
    {
      title: 'Who am I',
      description: 'What the access token of this call says about you.',
      annotations: { readOnlyHint: true },
    },
    async () =>
      answer({
        subject: token.subject,
        clientId: token.clientId,
        scopes: token.scopes,
        audience: token.audience,
        expiresAt: new Date(token.expiresAtMs).toISOString(),
      }),
  );

  server.registerTool(
    'list_notes',
    {
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
      const found = (await notes.of(token.subject)).filter(({ text }) => text.includes(containing));
      if (order === 'newest first') found.reverse();
      const shown = found.slice(0, limit);
      return answer({
        notes: shown.map(({ text, writtenAtMs }) => ({ text, written: new Date(writtenAtMs).toISOString() })),
      });
    },
  );

  server.registerTool(
    'add_note',
    {
      title: 'Add a note',
      description: 'Writes a note. Takes a permission that reading does not.',
      inputSchema: z.object({ text: z.string().min(1).max(500).meta({ title: 'Text' }) }),
    },
    async ({ text }) => {
      await notes.add(token.subject, { id: crypto.randomUUID(), text, writtenAtMs: now() });
      return answer({ added: text });
    },
  );

  server.registerTool(
    'read_audit_log',
    {
      title: 'Read the audit log',
      description: 'What both servers wrote down lately.',
      inputSchema: z.object({
        limit: z.number().int().min(1).max(100).default(20).meta({ title: 'At most' }),
      }),
      annotations: { readOnlyHint: true },
    },
    async ({ limit }) => {
      const newest = (await auditLog.entries()).slice(-limit);
      return answer({
        entries: newest.map(({ atMs, ...entry }) => ({ at: new Date(atMs).toISOString(), ...entry })),
      });
    },
  );

  return server;
}

function answer(result: Record<string, unknown>): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(result, null, 2) }], structuredContent: result };
}
