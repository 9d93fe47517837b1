import type { ElicitResult } from '@modelcontextprotocol/client';
import { isRawNumber, plainNumber } from '../mcp/exact-numbers.ts';

type ResponseContent = NonNullable<ElicitResult['content']>;
type ResponseValue = ResponseContent[string];

/** What is wrong with a value as part of an answer: MCP permits few kinds of values there, and the client no others. */
export function responseProblem(value: unknown): string | undefined {
  if (responseValue(value) !== undefined) return undefined;
  return isRawNumber(value)
    ? `An answer would carry ${Number(value.rawJSON)} in place of ${value.rawJSON}. Enter a number with fewer digits.`
    : 'An answer takes text, numbers, yes or no, and lists of texts alone. This is something else.';
}

/** The values of a form that {@link responseProblem} has nothing against, as an answer. */
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
