import { canonical, WORK_PER_CHARACTER } from './equality.ts';
import { pointerTo } from './pointer.ts';
import { FINE, type KeywordCheck, type Spend, together, UNKNOWN, type Verdict, wrong } from './verdict.ts';

/** `items` and its older and newer forms, `minItems`, `maxItems`, `uniqueItems` and `contains`. */
export const checkList: KeywordCheck = (schema, value, path, check, spend) => {
  if (!Array.isArray(value)) return FINE;
  if (!spend(value.length)) return UNKNOWN;
  const { minItems, maxItems, uniqueItems, contains } = schema;
  // Up to draft 2019-09, a list of schemas in `items` had the meaning that `prefixItems` has now.
  const first: unknown[] = [schema.prefixItems, schema.items].find(Array.isArray) ?? [];
  const others = Array.isArray(schema.items) ? schema.additionalItems : schema.items;
  return together([
    typeof minItems === 'number' && value.length < minItems
      ? wrong(path, `Give ${minItems} or more; this has ${value.length}.`)
      : FINE,
    typeof maxItems === 'number' && value.length > maxItems
      ? wrong(path, `Give ${maxItems} or fewer; this has ${value.length}.`)
      : FINE,
    uniqueItems === true ? checkUnique(value, path, spend) : FINE,
    ...value.map((item, index) => check(first[index] ?? others, item, pointerTo(path, index))),
    contains === undefined ? FINE : checkContains(schema, value, path, check, spend),
  ]);
};

function checkUnique(list: readonly unknown[], path: string, spend: Spend): Verdict {
  const seen = new Set<string>();
  for (const item of list) {
    const text = canonical(item, 'exact');
    if (!spend(text.length * WORK_PER_CHARACTER)) return UNKNOWN;
    if (seen.has(text)) return wrong(path, 'Each value may appear only once; one of them is repeated.');
    seen.add(text);
  }
  return FINE;
}

const checkContains = (
  ...[schema, value, path, check]: [...Parameters<KeywordCheck>]
): ReturnType<KeywordCheck> => {
  const { contains, minContains, maxContains } = schema;
  const verdicts = Object.values(Object(value)).map((item) => check(contains, item, path));
  const possible = verdicts.filter(({ problems }) => !problems.length);
  const certain = possible.filter(({ incomplete }) => !incomplete);
  const least = typeof minContains === 'number' ? minContains : 1;
  if (possible.length < least) return wrong(path, 'The list lacks an item that the server requires.');
  if (typeof maxContains === 'number' && certain.length > maxContains) {
    return wrong(path, 'The list has too many items of one kind.');
  }
  return { problems: [], incomplete: certain.length < possible.length };
};
