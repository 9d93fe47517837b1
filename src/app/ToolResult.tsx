import type { CallToolResult, Tool } from '@modelcontextprotocol/client';
import { useMemo } from 'react';
import { outputMismatches } from '../mcp/output-mismatch.ts';
import { readableJson } from '../mcp/readable-json.ts';
import { otherMembers } from '../mcp/understood-result.ts';
import { Notice } from '../ui/Notice.tsx';
import { ServerText } from '../ui/ServerText.tsx';
import { ContentBlocks } from './ContentBlocks.tsx';

/** Shows the result of a tool. Also says where the result does not fit the output schema of the tool. */
export function ToolResult({ tool, result }: { tool: Tool; result: CallToolResult }) {
  const { content, structuredContent, isError } = result;
  const structured = useMemo(() => structuredText(result), [result]);
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

/** The longest text that this page compares with the structured content. */
const LONGEST = 100_000;

/**
 * The structured content as JSON. It is `undefined` if a text block already has the same JSON, as MCP recommends. If a
 * result has no content, its other members are shown.
 */
function structuredText(result: CallToolResult): string | undefined {
  const { content, structuredContent } = result;
  if (structuredContent === undefined) {
    const others = content.length ? undefined : otherMembers(result);
    return others && `This is not content as MCP defines it: ${readableJson(others)}`;
  }
  const structured = JSON.stringify(structuredContent);
  if (content.some((block) => block.type === 'text' && compact(block.text) === structured)) return undefined;
  return readableJson(structuredContent);
}

function compact(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}
