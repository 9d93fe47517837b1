import {
  type Client,
  type Prompt,
  ProtocolError,
  ProtocolErrorCode,
  type RequestOptions,
  type Resource,
  type ResourceTemplateType,
  type Tool,
} from '@modelcontextprotocol/client';
import { LIMITS } from './limits.ts';
import { hasValidParameterHeaders } from './parameter-headers.ts';

/** The items of a server's list that are kept. */
export interface Listed<Item> {
  items: Item[];
  /** How many items of the pages read were dropped. */
  leftOut: number;
  /** Whether the server has further pages, which were not requested. */
  more: boolean;
}

const NONE = { items: [], leftOut: 0, more: false };

/** The tools of a connected server. A tool whose schema breaks the rules for headers is not taken (MCP 2026-07-28). */
export async function listTools(client: Client, options?: RequestOptions): Promise<Listed<Tool>> {
  if (!client.getServerCapabilities()?.tools) return NONE;
  const isModern = client.getProtocolEra() === 'modern';
  return readPages(async (cursor) => {
    const page = await client.request({ method: 'tools/list', params: cursor }, options);
    return {
      items: page.tools.filter(({ inputSchema }) => !isModern || hasValidParameterHeaders(inputSchema)),
      nextCursor: page.nextCursor,
    };
  });
}

/** The resources of a connected server; empty if it does not offer any. */
export async function listResources(client: Client, options?: RequestOptions): Promise<Listed<Resource>> {
  if (!client.getServerCapabilities()?.resources) return NONE;
  return readPages(async (cursor) => {
    const page = await client.request({ method: 'resources/list', params: cursor }, options);
    return { items: page.resources, nextCursor: page.nextCursor };
  });
}

/** The resource templates of a connected server (RFC 6570); empty if it has no resources or no templates. */
export async function listTemplates(
  client: Client,
  options?: RequestOptions,
): Promise<Listed<ResourceTemplateType>> {
  if (!client.getServerCapabilities()?.resources) return NONE;
  return readPages(async (cursor) => {
    const page = await client.request({ method: 'resources/templates/list', params: cursor }, options);
    return { items: page.resourceTemplates, nextCursor: page.nextCursor };
  }).catch((error: unknown) => {
    if (ProtocolError.isInstance(error) && error.code === ProtocolErrorCode.MethodNotFound) return NONE;
    throw error;
  });
}

/** The prompts of a connected server; empty if it does not offer any. */
export async function listPrompts(client: Client, options?: RequestOptions): Promise<Listed<Prompt>> {
  if (!client.getServerCapabilities()?.prompts) return NONE;
  return readPages(async (cursor) => {
    const page = await client.request({ method: 'prompts/list', params: cursor }, options);
    return { items: page.prompts, nextCursor: page.nextCursor };
  });
}

/**
 * Reads pages until the last one or a limit. The SDK would read all pages: without a last page it would discard
 * everything, and otherwise it would keep everything.
 */
async function readPages<Item extends { name: string }>(
  read: (cursor: { cursor?: string }) => Promise<{ items: Item[]; nextCursor: string | undefined }>,
): Promise<Listed<Item>> {
  const items: Item[] = [];
  let leftOut = 0;
  let cursor: string | undefined;
  for (let pages = 0; pages < LIMITS.pages && items.length < LIMITS.listed; pages += 1) {
    const page = await read(cursor === undefined ? {} : { cursor });
    const usable = page.items.filter(({ name }) => name.length <= LIMITS.name);
    const kept = usable.slice(0, LIMITS.listed - items.length);
    items.push(...kept);
    leftOut += page.items.length - kept.length;
    // A page that names itself as the next one would be read forever.
    if (page.nextCursor === undefined || page.nextCursor === cursor) return { items, leftOut, more: false };
    cursor = page.nextCursor;
  }
  return { items, leftOut, more: true };
}
