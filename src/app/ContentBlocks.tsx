import type { ContentBlock } from '@modelcontextprotocol/client';
import { ServerText } from '../ui/ServerText.tsx';

/** Each is an element of the page. */
const MOST_BLOCKS = 200;

/** What a server sent, as text: nothing of it is rendered, loaded or followed. */
export function ContentBlocks({ blocks }: { blocks: readonly ContentBlock[] }) {
  const leftOut = blocks.length - MOST_BLOCKS;
  return (
    <>
      {blocks.slice(0, MOST_BLOCKS).map((block, index) => (
        <div
          // Blocks of one answer never move: their place is their identity.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          key={index}
          className="overflow-x-auto whitespace-pre-wrap break-words font-mono text-sm"
        >
          <ServerText text={asText(block)} kind="content" />
        </div>
      ))}
      {leftOut > 0 && (
        <p>
          The answer has {blocks.length.toLocaleString('en')} parts. The first {MOST_BLOCKS} are shown.
        </p>
      )}
    </>
  );
}

function asText(block: ContentBlock): string {
  switch (block.type) {
    case 'text':
      return block.text;
    case 'resource':
      return 'text' in block.resource ? block.resource.text : `(${block.resource.uri}, not text)`;
    case 'resource_link':
      return block.uri;
    default:
      return `(${block.type}, ${block.mimeType})`;
  }
}
