import {
  type JSONRPCMessage,
  type ProtocolEra,
  ProtocolErrorCode,
  specTypeSchemas,
} from '@modelcontextprotocol/client';
import { LISTS } from './checked-message.ts';
import { quoted, separate, understoodParts } from './understood-parts.ts';
import { asObject, isEmptyList, isObject, withoutExtras, withoutNulls } from './understood-values.ts';

type Members = Readonly<Record<string, unknown>>;

/**
 * Repairs a message that the MCP client would refuse or deliver only in part. The server has done its work, so a part
 * that the client does not know must not make the other parts unreadable. Such a part becomes text that quotes it.
 *
 * @param isRead whether the message is the response to a request that reads a resource.
 */
export function understoodMessage<Message extends JSONRPCMessage>(
  message: Message,
  era: ProtocolEra,
  isRead = false,
): Message {
  if ('method' in message && isObject(message.params))
    return { ...message, params: understoodParameters(message.method, message.params) };
  if ('error' in message && message.error.code === ProtocolErrorCode.ResourceNotFound) {
    // With an object as `data`, the SDK would replace the code by -32602.
    const { data = '', ...error } = message.error;
    return { ...message, error: { ...error, data: JSON.stringify(data) } };
  }
  if (!('result' in message) || !isObject(message.result)) return message;
  const result =
    isToolResult(message.result) && !isRead
      ? understoodToolResult(message.result, era)
      : understoodOther(isRead ? withContents(message.result) : message.result);
  // The client refuses a result of the newer era without these members (MCP 2026-07-28).
  const isCached = [...LISTS, 'contents'].some((name) => name in result);
  const missing = { resultType: 'complete', ...(isCached && { ttlMs: 0, cacheScope: 'private' }) };
  if (era === 'modern') return { ...message, result: { ...missing, ...result } };
  // In the older era, many servers end a list with an empty cursor. To a request with that cursor, they send page one.
  return { ...message, result: result.nextCursor === '' ? { ...result, nextCursor: undefined } : result };
}

/** The member of `_meta` with the parameters of an elicitation as the server sent them. */
const ELICITATION = 'app/elicitation';

/** The parameters of an elicitation as the server sent them. */
export const elicitationIn = (params: { _meta?: Members | undefined }): unknown =>
  params._meta?.[ELICITATION] ?? params;

/** Hides the schema of an elicitation from the MCP client, which would strip all keywords that it does not know. */
function understoodParameters(method: string, params: Members): Members {
  if (method === 'notifications/progress') {
    const { progress, total } = params;
    return { ...Object(withoutNulls({ ...params, progress: asNumber(progress), total: asNumber(total) })) };
  }
  const { _meta, message, requestedSchema, url } = params;
  if (method !== 'elicitation/create' || [message, requestedSchema, url].every((one) => one == null))
    return params;
  return {
    message: '',
    requestedSchema: { type: 'object', properties: {} },
    _meta: { ...Object(_meta), [ELICITATION]: params },
  };
}

const asNumber = (value: unknown): unknown => (typeof value === 'string' ? Number(value) : value);

function understoodToolResult(
  { content, structuredContent, isError, ...others }: Members,
  era: ProtocolEra,
): Members {
  const isKept = isObject(structuredContent) || (era === 'modern' && structuredContent != null);
  const lost = isKept || structuredContent == null ? [] : [quoted(structuredContent)];
  return {
    ...others,
    content: [...understoodParts('content', content), ...lost],
    ...(isKept && { structuredContent }),
    ...(isError != null && {
      isError: isError === 'true' || (typeof isError !== 'string' && Boolean(isError)),
    }),
  };
}

/** The contents of a resource. Some servers give the list another name, or send one part without a list. */
function withContents(result: Members): Members {
  const { content, resource = content, resources = resource } = result;
  const part = 'text' in result || 'blob' in result ? result : undefined;
  const contents = [result.contents, resources, part].find((each) => each != null);
  return contents === undefined ? result : { ...result, contents };
}

/** The result of a handshake, of a list, of a prompt, or of a resource. */
function understoodOther(result: Members): Members {
  const { contents, messages, tools, ...others } = result;
  const empty = LISTS.filter((name) => isEmptyList(result[name])).map((name): [string, unknown[]] => [
    name,
    [],
  ]);
  const understood: Members = { ...Object(withoutNulls(others)), ...Object.fromEntries(empty) };
  if ('capabilities' in understood) return understoodHandshake(understood);
  const { prompts } = understood;
  return {
    ...understood,
    ...(Array.isArray(tools) && { tools: tools.map(understoodTool) }),
    ...(Array.isArray(prompts) && { prompts: prompts.map(understoodPrompt) }),
    ...('contents' in result && { contents: understoodParts('contents', contents) }),
    ...('messages' in result && {
      messages: understoodParts('messages', [messages ?? []].flat().flatMap(separate)),
    }),
  };
}

function understoodHandshake({ capabilities: given, ...others }: Members): Members {
  const capabilities = asObject(given);
  const each = Object.entries(Object(capabilities)).map(([name, one]) => [name, asObject(one)]);
  const result = {
    ...others,
    capabilities: isObject(capabilities) ? Object.fromEntries(each) : capabilities,
  };
  const { DiscoverResult, InitializeResult } = specTypeSchemas;
  const schema = 'supportedVersions' in result ? DiscoverResult : InitializeResult;
  return Object(withoutExtras(result, schema['~standard'].validate(result).issues));
}

const understoodPrompt = (prompt: unknown): unknown =>
  isEmptyList(Object(prompt).arguments) ? { ...Object(prompt), arguments: [] } : prompt;

/** Every tool takes an object, so the type may be missing from its schema. */
function understoodTool(tool: unknown): unknown {
  if (!isObject(tool) || !('inputSchema' in tool)) return withoutNulls(tool);
  const given = asObject(tool.inputSchema ?? {});
  if (!isObject(given)) return withoutNulls(tool);
  const { type, properties, required, ...others } = given;
  const schema = {
    type: type == null || (Array.isArray(type) && type.includes('object')) ? 'object' : type,
    ...(properties != null && { properties: asObject(properties) }),
    ...(Array.isArray(required) && { required }),
    ...others,
  };
  return { ...Object(withoutNulls(tool)), inputSchema: schema };
}

/** The members of a result that MCP defines for every tool. */
const DEFINED = ['content', 'structuredContent', 'isError', '_meta', 'resultType'];

/** The members of a result that has no content: some servers send the output of a tool under another name. */
export function otherMembers(result: Members): object | undefined {
  const others = Object.entries(result).filter(([name]) => !DEFINED.includes(name));
  return others.length ? Object.fromEntries(others) : undefined;
}

const isToolResult = (result: Members): boolean => 'content' in result || 'structuredContent' in result;
