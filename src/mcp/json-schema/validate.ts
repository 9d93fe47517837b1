import { checkCombined } from './combining-keywords.ts';
import { checkList } from './list-keywords.ts';
import { checkNumber } from './number-keywords.ts';
import { checkObject } from './object-keywords.ts';
import { referenced } from './pointer.ts';
import { checkText } from './text-keywords.ts';
import { checkValue } from './value-keywords.ts';
import { FINE, type KeywordCheck, membersOf, together, UNKNOWN, type Verdict, wrong } from './verdict.ts';

/**
 * The limits for the work and the depth of one validation, because the check of a server's schema could take forever. A
 * step costs {@link WORK_PER_STEP} units, plus one for each member of its keywords and of the value. See `equality.ts`
 * and `pattern.ts` for the costs of texts, comparisons and patterns.
 */
const MOST_WORK = 5_000_000;
const WORK_PER_STEP = 100;
const MOST_DEPTH = 100;

const KEYWORDS: readonly KeywordCheck[] = [
  checkValue,
  checkText,
  checkNumber,
  checkList,
  checkObject,
  checkCombined,
];
/** Keywords whose meaning depends on what other keywords evaluated, or on other documents. */
const NOT_KNOWN = ['unevaluatedProperties', 'unevaluatedItems', '$dynamicRef', '$recursiveRef'];

/**
 * Checks a value against a JSON Schema of any draft since 4. Generates no code, follows no reference out of the
 * document, runs no pattern that could take long, and stops after a number of steps. A part that this function cannot
 * check does not count as a problem, because the server checks what it gets.
 */
export function validate(schema: unknown, value: unknown): Verdict {
  let work = 0;
  let depth = 0;
  const { $schema: draft }: { $schema?: unknown } = Object(schema);
  const isOld = typeof draft === 'string' && /draft-0[4-7]/.test(draft);

  function spend(more: number): boolean {
    work += more;
    return work <= MOST_WORK;
  }

  function check(part: unknown, member: unknown, path: string): Verdict {
    if (part === false) return wrong(path, 'Nothing is permitted here.');
    if (typeof part !== 'object' || part === null) return FINE;
    // Counts the members only if the budget permits one more step.
    if (depth >= MOST_DEPTH || !spend(WORK_PER_STEP) || !spend(membersOf(part))) return UNKNOWN;
    depth += 1;
    try {
      // The references in a schema with an `$id` depend on this `$id`, so only the server checks the schema.
      return part !== schema && '$id' in part ? UNKNOWN : checkSchema({ ...part }, member, path);
    } finally {
      depth -= 1;
    }
  }

  function checkSchema(part: Record<string, unknown>, member: unknown, path: string): Verdict {
    const verdicts: Verdict[] = [];
    if (typeof part.$ref === 'string') {
      const target = spend(part.$ref.length) ? referenced(schema, part.$ref) : undefined;
      verdicts.push(target === undefined ? UNKNOWN : check(target, member, path));
      // Up to draft 7, all other keywords of a schema with a reference are ignored.
      if (isOld) return together(verdicts);
    }
    if (NOT_KNOWN.some((keyword) => keyword in part)) verdicts.push(UNKNOWN);
    for (const keyword of KEYWORDS) verdicts.push(keyword(part, member, path, check, spend));
    return together(verdicts);
  }

  return check(schema, value, '');
}
