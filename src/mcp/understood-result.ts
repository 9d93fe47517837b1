import { type JSONRPCMessage, type ProtocolEra, specTypeSchemas } from '@modelcontextprotocol/client';
import { readableJson } from './readable-json.ts';

/**
 * Repairs the result of a tool. The tool has run, so a block of content that the MCP client does not know must not make
 * the other blocks unreadable. Such a block becomes text that quotes it.
 */
export function understoodMessage<Message extends JSONRPCMessage>(
  message: Message,
  era: ProtocolEra,
): Message {
  if (!('result' in message) || !isToolResult(message.result)) return message;
  const { content, structuredContent, isError, ...others }: Record<string, unknown> = message.result;
  const isKept = isObject(structuredContent) || (era === 'modern' && structuredContent != null);
  const blocks = content == null ? [] : [content].flat().map(understoodBlock);
  const lost = isKept || structuredContent == null ? [] : [quoted(structuredContent)];
  const result = {
    ...others,
    content: [...blocks, ...lost],
    ...(isKept && { structuredContent }),
    ...(isError != null && {
      isError: isError === 'true' || (typeof isError !== 'string' && Boolean(isError)),
    }),
  };
  return { ...message, result };
}

/** The members of a result that MCP defines for every tool. */
const DEFINED = ['content', 'structuredContent', 'isError', '_meta', 'resultType'];

/** The members of a result that has no content: some servers send the output of a tool under another name. */
export function otherMembers(result: Readonly<Record<string, unknown>>): object | undefined {
  const others = Object.entries(result).filter(([name]) => !DEFINED.includes(name));
  return others.length ? Object.fromEntries(others) : undefined;
}

function isToolResult(result: unknown): result is Record<string, unknown> {
  return isObject(result) && ('content' in result || 'structuredContent' in result);
}

function understoodBlock(block: unknown): unknown {
  const candidates = [block, withPlainData(withoutNulls(block))];
  return candidates.find(isBlock) ?? quoted(block);
}

const isBlock = (value: unknown): boolean =>
  !specTypeSchemas.ContentBlock['~standard'].validate(value).issues;

/** Turns the data of images and audio into plain base64 if it is a data URL. */
function withPlainData(block: unknown): unknown {
  const { data }: { data?: unknown } = Object(block);
  const base64 = typeof data === 'string' ? /^data:[^,]{0,200};base64,(.*)/s.exec(data)?.[1] : undefined;
  return base64 === undefined ? block : { ...Object(block), data: base64 };
}

const quoted = (value: unknown) => ({
  type: 'text',
  text: `This is not content as MCP defines it: ${readableJson(value)}`,
});

const withoutNulls = (value: unknown): unknown =>
  isObject(value) ? Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null)) : value;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
