/**
 * Returns the problem of a parsed body; `undefined` if the body is one JSON-RPC message that an MCP client may post.
 * Since 2025-06-18, a body is a single message, not a batch (Streamable HTTP, "Sending Messages to the Server").
 */
export function envelopeProblem(body: unknown): string | undefined {
  if (Array.isArray(body)) return 'A batch is not a message: post one message at a time.';
  if (typeof body !== 'object' || body === null) return 'A message is a JSON object.';
  const { jsonrpc, method, id }: { jsonrpc?: unknown; method?: unknown; id?: unknown } = body;
  if (jsonrpc !== '2.0') return 'jsonrpc has to be "2.0".';
  if (Object.hasOwn(body, 'id') && !isRequestId(id)) return 'id has to be text or a whole number.';
  if (!Object.hasOwn(body, 'method')) {
    const members = ['result', 'error'].filter((member) => Object.hasOwn(body, member));
    return members.length === 1 && id !== undefined ? undefined : 'A message has a method, or is a response.';
  }
  if (typeof method !== 'string') return 'method has to be text.';
  // A message without an id is a notification. In MCP, the method of a notification begins with `notifications/`. Any
  // other method needs an id, so that no notification runs a tool.
  if (id === undefined && !method.startsWith('notifications/')) return 'A request has an id.';
  return undefined;
}

/** Whether MCP allows this id. MCP is stricter than JSON-RPC: an id is never `null` and never a fraction. */
const isRequestId = (id: unknown): boolean => typeof id === 'string' || Number.isSafeInteger(id);
