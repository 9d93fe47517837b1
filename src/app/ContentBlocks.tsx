import type { ContentBlock } from '@modelcontextprotocol/client';

/** What a server sent, as text: nothing of it is rendered, loaded or followed. */
export function ContentBlocks({ blocks }: { blocks: readonly ContentBlock[] }) {
  return blocks.map((block, index) => (
    // Blocks of one answer never move: their place is their identity.
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <pre key={index} className="overflow-x-auto whitespace-pre-wrap break-words text-sm">
      <bdi>{asText(block)}</bdi>
    </pre>
  ));
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
