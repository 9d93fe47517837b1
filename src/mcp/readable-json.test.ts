import { expect, it } from 'vitest';
import { readableJson } from './readable-json.ts';
import { understoodMessage } from './understood-result.ts';

/** A list of numbers, as deep as a message may be. */
function deep(count: number): unknown {
  let value: unknown = Array(count).fill(1);
  for (let depth = 0; depth < 190; depth += 1) value = [value];
  return value;
}

it('the JSON for a reader indents a short value', () =>
  expect(readableJson({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}'));

it('the JSON for a reader does not indent a long value, because indentation makes it hundreds of times as long', () =>
  expect(readableJson(deep(100_000)).length).toBeLessThan(300_000));

it('the JSON for a reader quotes structured content that the older era does not allow, and indents it only if it is short', () => {
  const result = { content: [], structuredContent: deep(1_000_000) };
  const message = { jsonrpc: '2.0' as const, id: 1, result };
  const { content }: { content?: { text: string }[] } = Object(understoodMessage(message, 'legacy')).result;
  expect(content?.[0]?.text.length).toBeLessThan(3_000_000);
});
