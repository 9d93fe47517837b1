import type { BlobResourceContents, ContentBlock } from '@modelcontextprotocol/client';
import { useMemo } from 'react';
import { ServerText } from '../ui/ServerText.tsx';
import { type ShownPicture, shownPictures } from './pictures/shown-pictures.ts';

/** Limits the size of the page, because each block takes an element. */
const MOST_BLOCKS = 200;

/** Shows the content of a result: text as text, and images from data URLs. The page loads no link in the content. */
export function ContentBlocks({ blocks }: { blocks: readonly ContentBlock[] }) {
  const shown = useMemo(() => blocks.slice(0, MOST_BLOCKS), [blocks]);
  const pictures = useMemo(() => shownPictures(shown), [shown]);
  return (
    <>
      {shown.map((block, index) => (
        <div
          // The blocks of a response have no IDs, and their order never changes.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          key={index}
          className="overflow-x-auto whitespace-pre-wrap break-words font-mono text-sm"
        >
          <Block block={block} picture={pictures[index]} />
        </div>
      ))}
      {blocks.length > MOST_BLOCKS && (
        <p>
          The result has {blocks.length.toLocaleString('en')} parts. The first {MOST_BLOCKS} are shown.
        </p>
      )}
    </>
  );
}

function Block({ block, picture }: { block: ContentBlock; picture: ShownPicture | undefined }) {
  if (!picture) return <ServerText text={asText(block)} kind="content" />;
  if ('refusal' in picture) return <p className="font-sans text-soft">{picture.refusal}</p>;
  return <img src={picture.url} alt="From the server" className="max-w-full" />;
}

function asText(block: ContentBlock): string {
  switch (block.type) {
    case 'text':
      return block.text;
    case 'resource':
      return 'text' in block.resource ? block.resource.text : textOf(block.resource);
    case 'resource_link':
      return [block.title ?? block.name, block.description, block.uri].filter(Boolean).join('\n');
    default:
      return `(${[block.type, block.mimeType].filter(Boolean).join(', ')})`;
  }
}

const TYPES_OF_TEXT = /^text\/|[/+](json|xml|yaml)/i;

/** The text of a resource that came as data, as any file may. */
function textOf({ uri, mimeType = '', blob }: BlobResourceContents): string {
  try {
    const octets = Uint8Array.from(atob(blob), (octet) => octet.charCodeAt(0));
    if (TYPES_OF_TEXT.test(mimeType)) return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    // The data is not base64, or the text is not UTF-8.
  }
  return `(${[uri, mimeType].filter(Boolean).join(', ')}, not shown)`;
}
