import type { ElicitResult } from '@modelcontextprotocol/client';
import { isRawNumber, plainNumber } from '../mcp/exact-numbers.ts';

type AnswerContent = NonNullable<ElicitResult['content']>;
type AnswerValue = AnswerContent[string];

/** What is wrong with a value as part of an answer: MCP permits few kinds of values there, and the client no others. */
export function answerProblem(value: unknown): string | undefined {
  if (answerValue(value) !== undefined) return undefined;
  return isRawNumber(value)
    ? `An answer would carry ${Number(value.rawJSON)} in place of ${value.rawJSON}. Enter a number with fewer digits.`
    : 'An answer takes text, numbers, yes or no, and lists of texts alone. This is something else.';
}

/** The values of a form that {@link answerProblem} has nothing against, as an answer. */
export function answerContent(values: Record<string, unknown>): AnswerContent {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const permitted = answerValue(value);
      return permitted === undefined ? [] : [[name, permitted]];
    }),
  );
}

function answerValue(value: unknown): AnswerValue | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (isRawNumber(value)) return plainNumber(value);
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}
