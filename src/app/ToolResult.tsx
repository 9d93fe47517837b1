import type { CallToolResult, Tool } from '@modelcontextprotocol/client';
import { useMemo } from 'react';
import { outputMismatches } from '../mcp/output-mismatch.ts';
import { Notice } from '../ui/Notice.tsx';
import { ServerText } from '../ui/ServerText.tsx';
import { ContentBlocks } from './ContentBlocks.tsx';

/** The result of a tool, and where it differs from the output schema of the tool. */
export function ToolResult({ tool, result }: { tool: Tool; result: CallToolResult }) {
  const { content, structuredContent, isError } = result;
  const structured = useMemo(
    () => (isRepeated(result) ? undefined : JSON.stringify(structuredContent, null, 2)),
    [result, structuredContent],
  );
  const mismatches = useMemo(
    () => (isError ? [] : outputMismatches(tool, structuredContent)),
    [tool, structuredContent, isError],
  );
  return (
    <>
      <Notice tone={isError ? 'bad' : 'ok'} title={isError ? 'The tool reported an error' : 'Result'}>
        <ContentBlocks blocks={content} />
        {structured !== undefined && (
          <div className="overflow-x-auto whitespace-pre-wrap break-words font-mono text-sm">
            <ServerText text={structured} kind="content" />
          </div>
        )}
        {!content.length && structured === undefined && 'It is empty.'}
      </Notice>
      {mismatches.length > 0 && (
        <Notice tone="wait" title="The result is not what the output schema of the tool promises">
          <ul>
            {mismatches.map((mismatch) => (
              <li key={mismatch}>
                <ServerText text={mismatch} kind="value" />
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}

/** Longer texts are not compared. */
const LONGEST = 100_000;

/** Whether a text block repeats the structured content, as the specification recommends. */
function isRepeated({ content, structuredContent }: CallToolResult): boolean {
  if (structuredContent === undefined) return true;
  const structured = JSON.stringify(structuredContent);
  return content.some((block) => block.type === 'text' && compact(block.text) === structured);
}

function compact(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}
