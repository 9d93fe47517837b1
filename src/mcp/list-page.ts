import type { StandardSchemaV1, StandardSchemaV1Sync } from '@modelcontextprotocol/client';
import { cutFrom } from './checked-message.ts';
import { withoutExtras } from './understood-values.ts';

/** An item of a list that the MCP client refuses. */
export interface RefusedItem {
  /** The name of the item; absent if the item has no name. */
  name?: string;
  /** Why the item was refused: an issue in the words of the MCP client, or that another item has the same name. */
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
 * A result schema for a page of a list. Each item is validated separately. For a server of the newer
 * era, the SDK validates the whole page first, and refuses the page because of one bad item.
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
          nextCursor: ['string', 'number'].includes(typeof nextCursor) ? String(nextCursor) : undefined,
        };
        for (const each of list.map(named)) {
          const read = item.validate(withoutExtras(each, item.validate(each).issues));
          if (read.issues) page.refused.push(refusal(each, read.issues));
          else page.items.push(read.value);
        }
        return { value: page };
      },
    },
  };
}

/** Requests refer to a resource by its address, so its name may be missing. */
function named(item: unknown): unknown {
  const { name, title, uri, uriTemplate = uri }: Record<string, unknown> = Object(item);
  return name || typeof uriTemplate !== 'string' ? item : { ...Object(item), name: title || uriTemplate };
}

function refusal(item: unknown, [first]: readonly StandardSchemaV1.Issue[]): RefusedItem {
  const { name }: { name?: unknown } = Object(item);
  const { path = [], message }: Partial<StandardSchemaV1.Issue> = Object(first);
  const place = path.join('.');
  return { ...(typeof name === 'string' && { name }), why: `${place && `${place}: `}${message}` };
}
