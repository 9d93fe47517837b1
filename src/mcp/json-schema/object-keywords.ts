import { isRawNumber } from '../exact-numbers.ts';
import { matchesPattern } from './pattern.ts';
import { pointerTo } from './pointer.ts';
import {
  type Check,
  counted,
  FINE,
  type KeywordCheck,
  MOST_PROBLEMS,
  membersIn,
  type Spend,
  together,
  UNKNOWN,
  type Verdict,
  wrong,
} from './verdict.ts';

/** `properties` and keywords about other names, `required`, numbers of members, and dependencies between names. */
export const checkObject: KeywordCheck = (schema, value, path, check, spend) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isRawNumber(value)) return FINE;
  const members = Object.entries(value);
  const patterns = Object.entries(membersIn(schema.patternProperties));
  if (!spend(members.length * (1 + patterns.length))) return UNKNOWN;
  const { minProperties, maxProperties, propertyNames } = schema;
  return together([
    ...missing(
      namesOf(schema.required).filter((name) => !hasDefault(schema, name)),
      value,
      path,
    ),
    ...members.map(([name, member]) =>
      checkMember(schema, patterns, name, member, pointerTo(path, name), check, spend),
    ),
    ...members.map(([name]) => renamed(check(propertyNames, name, path), name)),
    typeof minProperties === 'number' && members.length < minProperties
      ? wrong(path, `Give ${counted(minProperties, 'value')} or more; this has ${members.length}.`)
      : FINE,
    typeof maxProperties === 'number' && members.length > maxProperties
      ? wrong(path, `Give ${counted(maxProperties, 'value')} or fewer; this has ${members.length}.`)
      : FINE,
    ...dependents(schema, value, path, check, spend),
  ]);
};

const namesOf = (keyword: unknown): string[] =>
  Array.isArray(keyword) ? keyword.filter((name) => typeof name === 'string') : [];

const missing = (names: string[], value: object, path: string): Verdict[] =>
  names
    .filter((name) => !Object.hasOwn(value, name))
    .slice(0, MOST_PROBLEMS)
    .map((name) => wrong(pointerTo(path, name), 'This field is required.'));

/** Some generators require a member with a default, although the server fills the member in. */
function hasDefault({ properties }: Readonly<Record<string, unknown>>, name: string): boolean {
  const own: object = Object(properties);
  return Object.hasOwn(own, name) && 'default' in Object(Reflect.get(own, name));
}

function checkMember(
  schema: Readonly<Record<string, unknown>>,
  patternProperties: [pattern: string, part: unknown][],
  name: string,
  member: unknown,
  path: string,
  check: Check,
  spend: Spend,
): Verdict {
  const properties: object = Object(schema.properties);
  const isKnown = Object.hasOwn(properties, name);
  const patterns = patternProperties.map(([pattern, part]) => {
    const matches = matchesPattern(pattern, name, spend);
    return { matches, verdict: matches ? check(part, member, path) : matches === undefined ? UNKNOWN : FINE };
  });
  const verdicts = patterns.map(({ verdict }) => verdict);
  if (isKnown) verdicts.push(check(Reflect.get(properties, name), member, path));
  else if (patterns.every(({ matches }) => matches === false)) {
    verdicts.push(
      schema.additionalProperties === false
        ? wrong(path, 'The server accepts no value with this name.')
        : check(schema.additionalProperties, member, path),
    );
  }
  return together(verdicts);
}

const renamed = ({ problems, incomplete }: Verdict, name: string): Verdict => ({
  problems: problems.map(({ path }) => ({
    path: pointerTo(path, name),
    message: 'This name is not permitted.',
  })),
  incomplete,
});

/** `dependentRequired`, `dependentSchemas`, and `dependencies`, which had the role of both until draft 7. */
function dependents(
  { dependentRequired, dependentSchemas, dependencies }: Readonly<Record<string, unknown>>,
  value: object,
  path: string,
  check: Check,
  spend: Spend,
): Verdict[] {
  return [dependentRequired, dependentSchemas, dependencies]
    .flatMap((keyword) => Object.entries(membersIn(keyword)))
    .filter(([name]) => Object.hasOwn(value, name))
    .flatMap(([, asked]) =>
      Array.isArray(asked)
        ? spend(asked.length)
          ? missing(namesOf(asked), value, path)
          : [UNKNOWN]
        : [check(asked, value, path)],
    );
}
