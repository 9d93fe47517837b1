import { specTypeSchemas } from '@modelcontextprotocol/client';
import { PARTS } from './checked-message.ts';
import { readableJson } from './readable-json.ts';
import { isObject, withoutNulls } from './understood-values.ts';

/** The results with parts, by the member that lists the parts. */
const RESULTS = {
  content: specTypeSchemas.CallToolResult,
  contents: specTypeSchemas.ReadResourceResult,
  messages: specTypeSchemas.GetPromptResult,
};

/** The parts of a result. A part that the client does not know becomes text that quotes the part. */
export function understoodParts(member: keyof typeof RESULTS, parts: unknown): unknown[] {
  const isPart = (part: unknown) =>
    !RESULTS[member]['~standard'].validate({ resultType: 'complete', [member]: [part] }).issues;
  return (parts == null ? [] : [parts].flat()).map((part: unknown) => {
    const { text, blob }: { text?: unknown; blob?: unknown } = Object(part);
    // Go writes an empty text beside the data, and the client would keep only the text.
    const isData = blob && text === '';
    if (isPart(part) && !isData) return part;
    const plain = withoutNulls(isData ? { ...Object(part), text: null } : part);
    const { annotations, _meta, icons, title, ...needed } = Object(isObject(plain) ? plain : undefined);
    const { resource, image, source, ...outer } = needed;
    // Some servers put the data into an object, as model APIs do. Others send a block of a tool as a resource.
    const unwrapped = withPlainData({ data: blob, ...[resource, image, source].find(isObject), ...outer });
    const addressed = { uri: '', ...unwrapped };
    const candidates = [plain, needed, withPlainData(plain), unwrapped, addressed];
    candidates.push({ ...addressed, blob: unwrapped.data });
    const { type, ...untyped } = needed;
    if (Object.keys(untyped).join() === 'text') candidates.push({ ...untyped, type: 'text' });
    const { uri, text: said, data, mimeType } = unwrapped;
    if (/^image\//.test(String(mimeType))) candidates.push({ ...unwrapped, type: 'image' });
    if (type === 'resource') candidates.push({ type, resource: untyped });
    if (/^resource/.test(String(type)) && said === undefined && data === undefined)
      candidates.push({ name: uri, ...unwrapped, type: 'resource_link' });
    return candidates.find(isPart) ?? PARTS[member](typeof part === 'string' ? part : quoted(part).text);
  });
}

/** One message for each block: some servers send a list, as for a tool, or only text. */
export function separate(message: unknown): unknown[] {
  const { content }: { content?: unknown } = Object(message);
  const text = typeof content === 'string' ? { type: 'text', text: content } : content;
  return isObject(message) ? [text].flat().map((each) => ({ ...message, content: each })) : [message];
}

/** Turns the data of images and audio into plain base64 from a data URL, base64url or lines, and finds its type. */
function withPlainData(block: unknown): Record<string, unknown> {
  const {
    data,
    media_type = '',
    mediaType = media_type,
    mime_type = mediaType,
    ...others
  }: Record<string, unknown> = Object(block);
  if (typeof data !== 'string') return Object(block);
  const [url = '', type = mime_type] = /^data:([^,;]{1,100})?[^,]{0,100};base64,/.exec(data) ?? [];
  const base64 = data.slice(url.length).replace(/\s+/g, '').replaceAll('-', '+').replaceAll('_', '/');
  return { mimeType: type, ...others, data: base64.padEnd(Math.ceil(base64.length / 4) * 4, '=') };
}

export const quoted = (value: unknown) => ({
  type: 'text',
  text: `This is not content as MCP defines it: ${readableJson(value)}`,
});
