import type { StandardSchemaV1, StandardSchemaV1Sync } from '@modelcontextprotocol/client';
import { cutFrom } from './checked-message.ts';

/** An item of a list that the MCP client refuses. */
export interface RefusedItem {
  /** The name of the item; absent if the item has no name. */
  name?: string;
  /** Why the item was refused: an issue in the words of the MCP client, or another item with its name. */
  why: string;
}

/** A page of a list. Bad items are separate, so that they do not make the other items unreadable. */
export interface Page<Item> {
  items: Item[];
  refused: RefusedItem[];
  /** How many further items were cut; see `checkedMessage`. */
  cut: number;
  nextCursor: string | undefined;
}

/**
 * A result schema for a page of a list. Each item is validated separately. Servers that write `null` for a missing
 * member, or an empty list for an empty object, as PHP does, are understood. For a server of the newer era, the SDK
 * validates the whole page first, and refuses the page because of one bad item.
 *
 * @param member the list in the result.
 */
export function pageOf<Item>(
  member: string,
  { '~standard': item }: StandardSchemaV1Sync<unknown, Item>,
): StandardSchemaV1<unknown, Page<Item>> {
  return {
    '~standard': {
      version: 1,
      vendor: 'list-page',
      validate(result) {
        const { [member]: list, nextCursor }: Record<string, unknown> = Object(result);
        if (!Array.isArray(list)) return { issues: [{ message: `${member} is not a list` }] };
        const page: Page<Item> = {
          items: [],
          refused: [],
          cut: cutFrom(result, member),
          // Some servers end a list with an empty cursor. They read an empty cursor in a request as no cursor, and
          // would send the first page again.
          nextCursor: typeof nextCursor === 'string' && nextCursor ? nextCursor : undefined,
        };
        for (const each of list) {
          const read = item.validate(understood(each));
          if (read.issues) page.refused.push(refusal(each, read.issues));
          else page.items.push(read.value);
        }
        return { value: page };
      },
    },
  };
}

function refusal(item: unknown, [first]: readonly StandardSchemaV1.Issue[]): RefusedItem {
  const { name }: { name?: unknown } = Object(item);
  const { path = [], message }: Partial<StandardSchemaV1.Issue> = Object(first);
  const place = path.join('.');
  return {
    ...(typeof name === 'string' && { name }),
    why: `${place && `${place}: `}${message}`,
  };
}

function understood(item: unknown): unknown {
  const members = withoutNulls(item);
  const { inputSchema }: { inputSchema?: unknown } = Object(members);
  return isObject(inputSchema) ? { ...Object(members), inputSchema: understoodSchema(inputSchema) } : members;
}

/** Every tool takes an object, so the type may be missing from its schema. */
function understoodSchema(schema: object): object {
  const {
    type = 'object',
    properties,
    ...others
  }: Record<string, unknown> = { ...Object(withoutNulls(schema)) };
  const isEmptyList = Array.isArray(properties) && properties.length === 0;
  return {
    type: Array.isArray(type) && type.includes('object') ? 'object' : type,
    ...(properties !== undefined && { properties: isEmptyList ? {} : properties }),
    ...others,
  };
}

function withoutNulls(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
