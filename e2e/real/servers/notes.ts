import { McpServer, requireScopes } from '@modelcontextprotocol/server';
import { z } from 'zod/v4';

const NOTES = ['The verifier never travels with the challenge.', 'A challenge may be public.'];

/** Creates the same tools as the server in the tab, so that both lanes can run the same specs. */
export function createNotes(): McpServer {
  const server = new McpServer({ name: 'notes-over-http', title: 'Notes, over HTTP', version: '1.0.0' });
  server.registerTool(
    'whoami',
    { title: 'Who am I', description: 'What the access token of this call says about you.' },
    ({ http }) => text({ subject: http?.authInfo?.extra?.subject, scopes: http?.authInfo?.scopes }),
  );
  server.registerTool(
    'list_notes',
    {
      title: 'List notes',
      description: 'The notes, oldest first.',
      inputSchema: z.object({
        limit: z.number().int().min(1).max(50).default(10).meta({ title: 'At most' }),
      }),
    },
    ({ limit }) => text({ notes: NOTES.slice(0, limit) }),
  );
  server.registerTool(
    'add_note',
    {
      title: 'Add a note',
      description: 'Writes a note. Needs a permission that reading does not need.',
      inputSchema: z.object({ text: z.string().min(1).max(500).meta({ title: 'Text' }) }),
      scopeChallenge: requireScopes('notes:write'),
    },
    (note) => text({ added: note.text }),
  );
  return server;
}

function text(result: Record<string, unknown>) {
  return {
    content: [{ type: 'text' as const, text: JSON.stringify(result, null, 2) }],
    structuredContent: result,
  };
}
