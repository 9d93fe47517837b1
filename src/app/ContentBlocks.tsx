import type { ContentBlock } from '@modelcontextprotocol/client';
import { ServerText } from '../ui/ServerText.tsx';

/** Limits the elements of the page, because each block takes an element. */
const MOST_BLOCKS = 200;

/** The content of a result: text as text, images that are data. No link is loaded or followed. */
export function ContentBlocks({ blocks }: { blocks: readonly ContentBlock[] }) {
  const leftOut = blocks.length - MOST_BLOCKS;
  return (
    <>
      {blocks.slice(0, MOST_BLOCKS).map((block, index) => (
        <div
          // The blocks of one response never move: their position is their identity.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          key={index}
          className="overflow-x-auto whitespace-pre-wrap break-words font-mono text-sm"
        >
          <Block block={block} />
        </div>
      ))}
      {leftOut > 0 && (
        <p>
          The result has {blocks.length.toLocaleString('en')} parts. The first {MOST_BLOCKS} are shown.
        </p>
      )}
    </>
  );
}

function Block({ block }: { block: ContentBlock }) {
  const picture = block.type === 'image' ? pictureUrl(block.mimeType, block.data) : undefined;
  if (picture !== undefined) return <img src={picture} alt="From the server" className="max-w-full" />;
  return <ServerText text={asText(block)} kind="content" />;
}

/** Only raster images: an SVG is a document. */
const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
const BASE64 = /^[A-Za-z0-9+/]+=*$/;

/** The data URL of a picture in the result itself. Showing it sends no request. */
function pictureUrl(mimeType: string, data: string): string | undefined {
  return PICTURES.includes(mimeType) && BASE64.test(data) ? `data:${mimeType};base64,${data}` : undefined;
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
