import { type Check, FINE, type KeywordCheck, together, UNKNOWN, type Verdict, wrong } from './verdict.ts';

/** `allOf`, `anyOf`, `oneOf`, `not`, and `if` with `then` and `else`. */
export const checkCombined: KeywordCheck = (schema, value, path, check) =>
  together([
    ...schemasOf(schema.allOf).map((part) => check(part, value, path)),
    'anyOf' in schema ? anyOf(formsFor(value, schema.anyOf), value, path, check) : FINE,
    'oneOf' in schema ? oneOf(formsFor(value, schema.oneOf), value, path, check) : FINE,
    'not' in schema ? not(check(schema.not, value, path), path) : FINE,
    'if' in schema ? conditional(schema, value, path, check) : FINE,
  ]);

const schemasOf = (keyword: unknown): unknown[] => (Array.isArray(keyword) ? keyword : []);

/** The forms that may fit a value. Leaves out `null` beside another form: it only makes the value optional. */
function formsFor(value: unknown, keyword: unknown): unknown[] {
  const forms = schemasOf(keyword);
  const others = forms.filter((form) => value === null || Object(form).type !== 'null');
  return others.length ? others : forms;
}

const holds = ({ problems }: Verdict) => !problems.length;
const surely = (verdict: Verdict) => holds(verdict) && !verdict.incomplete;

function anyOf(parts: unknown[], value: unknown, path: string, check: Check): Verdict {
  const verdicts: Verdict[] = [];
  for (const part of parts) {
    const verdict = check(part, value, path);
    if (surely(verdict)) return FINE;
    verdicts.push(verdict);
  }
  if (verdicts.some(holds)) return UNKNOWN;
  return none(verdicts, path);
}

function oneOf(parts: unknown[], value: unknown, path: string, check: Check): Verdict {
  const verdicts = parts.map((part) => check(part, value, path));
  const certain = verdicts.filter(surely).length;
  if (certain > 1)
    return wrong(path, `This fits ${certain} of the forms that the server accepts; only one may fit.`);
  if (verdicts.some(({ incomplete }) => incomplete)) return UNKNOWN;
  return certain === 1 ? FINE : none(verdicts, path);
}

/**
 * Reports the problems of a single form. If there are several forms, and exactly one of them fails only in members or
 * items of the value, reports the problems of this form. Otherwise, reports that no form fits.
 */
function none(verdicts: Verdict[], path: string): Verdict {
  const [only, another] = verdicts;
  if (!only) return FINE;
  const deeper = verdicts.filter(({ problems }) => problems.every((problem) => problem.path !== path));
  const [nearest, second] = deeper;
  if (!another) return only;
  return nearest && !second
    ? nearest
    : wrong(path, 'This does not fit any of the forms that the server accepts.');
}

function not(verdict: Verdict, path: string): Verdict {
  if (surely(verdict)) return wrong(path, 'The server does not take this value.');
  return verdict.incomplete ? UNKNOWN : FINE;
}

function conditional(
  schema: Readonly<Record<string, unknown>>,
  value: unknown,
  path: string,
  check: Check,
): Verdict {
  const condition = check(schema.if, value, path);
  if (holds(condition) && condition.incomplete) return UNKNOWN;
  return check(holds(condition) ? schema.then : schema.else, value, path);
}
