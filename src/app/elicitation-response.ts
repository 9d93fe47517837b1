import type { ElicitResult } from '@modelcontextprotocol/client';
import { isRawNumber, plainNumber } from '../mcp/exact-numbers.ts';

type ResponseContent = NonNullable<ElicitResult['content']>;
type ResponseValue = ResponseContent[string];

/** Why an elicitation response cannot contain a value. MCP and the client permit only a few kinds of values there. */
export function responseProblem(value: unknown): string | undefined {
  if (responseValue(value) !== undefined) return undefined;
  return isRawNumber(value)
    ? `The response would carry ${Number(value.rawJSON)} in place of ${value.rawJSON}. Enter a number with fewer digits.`
    : 'A response can carry only text, numbers, yes or no, and lists of text. This is something else.';
}

/** The content of an elicitation response: the values of a form that {@link responseProblem} accepts. */
export function responseContent(values: Record<string, unknown>): ResponseContent {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const permitted = responseValue(value);
      return permitted === undefined ? [] : [[name, permitted]];
    }),
  );
}

function responseValue(value: unknown): ResponseValue | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (isRawNumber(value)) return plainNumber(value);
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}
