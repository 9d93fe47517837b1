import {
  type Client,
  type Prompt,
  ProtocolError,
  ProtocolErrorCode,
  type RequestOptions,
  type Resource,
  type ResourceTemplateType,
  SdkHttpError,
  specTypeSchemas,
  type Tool,
} from '@modelcontextprotocol/client';
import { LIMITS } from './limits.ts';
import { type Page, pageOf, type RefusedItem } from './list-page.ts';
import { hasValidParameterHeaders } from './parameter-headers.ts';

/** The items of a server's list that are kept. */
export interface Listed<Item> {
  items: Item[];
  /** How many items were dropped from the pages that were read. */
  leftOut: number;
  /** The items that the MCP client refuses. `leftOut` counts them, too. */
  refused: RefusedItem[];
  /** Whether the server has further pages, which were not requested. */
  more: boolean;
}

const NONE = { items: [], leftOut: 0, refused: [], more: false };

const PAGE = {
  tools: pageOf('tools', specTypeSchemas.Tool),
  resources: pageOf('resources', specTypeSchemas.Resource),
  templates: pageOf('resourceTemplates', specTypeSchemas.ResourceTemplate),
  prompts: pageOf('prompts', specTypeSchemas.Prompt),
};

/** The tools of a connected server. A tool whose schema breaks the rules for headers is dropped (MCP 2026-07-28). */
export async function listTools(client: Client, options?: RequestOptions): Promise<Listed<Tool>> {
  if (!client.getServerCapabilities()?.tools) return NONE;
  const isModern = client.getProtocolEra() === 'modern';
  return readPages(async (cursor) => {
    const page = await client.request({ method: 'tools/list', params: cursor }, PAGE.tools, options);
    const isTaken = ({ inputSchema }: Tool) => !isModern || hasValidParameterHeaders(inputSchema);
    return { ...page, items: page.items.filter(isTaken) };
  }, nameOf);
}

/** The resources of a connected server; empty if it does not offer any. */
export async function listResources(client: Client, options?: RequestOptions): Promise<Listed<Resource>> {
  if (!client.getServerCapabilities()?.resources) return NONE;
  return readPages(
    (cursor) => client.request({ method: 'resources/list', params: cursor }, PAGE.resources, options),
    ({ uri }) => uri,
  );
}

/** The resource templates of a connected server (RFC 6570); empty if it has no resources or no templates. */
export async function listTemplates(
  client: Client,
  options?: RequestOptions,
): Promise<Listed<ResourceTemplateType>> {
  if (!client.getServerCapabilities()?.resources) return NONE;
  return readPages(
    (cursor) =>
      client.request({ method: 'resources/templates/list', params: cursor }, PAGE.templates, options),
    ({ uriTemplate }) => uriTemplate,
  ).catch((error: unknown) => {
    if (ProtocolError.isInstance(error) && error.code === ProtocolErrorCode.MethodNotFound) return NONE;
    throw error;
  });
}

/** The prompts of a connected server; empty if it does not offer any. */
export async function listPrompts(client: Client, options?: RequestOptions): Promise<Listed<Prompt>> {
  if (!client.getServerCapabilities()?.prompts) return NONE;
  return readPages(
    (cursor) => client.request({ method: 'prompts/list', params: cursor }, PAGE.prompts, options),
    nameOf,
  );
}

/** Returns the failure of a further page if only this page is affected: the pages before it are usable. */
function asFailure(error: unknown): Error {
  if (ProtocolError.isInstance(error) || (SdkHttpError.isInstance(error) && error.status >= 500))
    return error;
  throw error;
}

const nameOf = ({ name }: { name: string }) => name;

/**
 * Reads pages up to the last page or a limit. The SDK would read all pages: it would discard everything if there is no
 * last page, and otherwise keep everything.
 *
 * @param identify returns the name or address by which requests refer to an item: a request could not distinguish two
 * items with the same name or address.
 */
async function readPages<Item extends { name: string }>(
  read: (cursor: { cursor?: string }) => Promise<Page<Item>>,
  identify: (item: Item) => string,
): Promise<Listed<Item>> {
  const items: Item[] = [];
  const refused: RefusedItem[] = [];
  let leftOut = 0;
  let cursor: string | undefined;
  const seen = new Set<string>();
  const taken = new Set<string>();
  let characters = 0;
  const isFull = () => items.length >= LIMITS.listed || characters >= LIMITS.listCharacters;
  for (let pages = 0; pages < LIMITS.pages && !isFull(); pages += 1) {
    const page = cursor === undefined ? await read({}) : await read({ cursor }).catch(asFailure);
    if (page instanceof Error) {
      refused.push({ name: 'the next page', why: page.message });
      return { items, leftOut, refused, more: true };
    }
    const malformed = page.refused.length;
    // Some servers ignore the cursor, and send the same page again.
    const sent = page.items.every((item) => taken.has(identify(item))) ? [] : page.items;
    const usable = sent.filter((item) => {
      if (item.name.length > LIMITS.name) return false;
      const isTaken = taken.has(identify(item));
      if (isTaken) page.refused.push({ name: item.name, why: `the list has ${identify(item)} already` });
      taken.add(identify(item));
      return !isTaken;
    });
    const kept = usable.slice(0, LIMITS.listed - items.length);
    items.push(...kept);
    characters += JSON.stringify([kept, page.nextCursor]).length;
    leftOut += sent.length - kept.length + malformed + page.cut;
    refused.push(...page.refused.slice(0, LIMITS.refused - refused.length));
    cursor = page.nextCursor;
    // Without this condition, pages that lead back to an earlier page would be read forever.
    if (cursor === undefined || seen.has(cursor)) return { items, leftOut, refused, more: false };
    seen.add(cursor);
  }
  return { items, leftOut, refused, more: true };
}
