import { formatOf } from './formats.ts';
import { matchesPattern } from './pattern.ts';
import { counted, FINE, type KeywordCheck, type Spend, together, UNKNOWN, wrong } from './verdict.ts';

/** `minLength`, `maxLength`, `format` and `pattern`. Lengths count characters, as JSON Schema does. */
export const checkText: KeywordCheck = (
  { minLength, maxLength, format, pattern },
  value,
  path,
  _check,
  spend,
) => {
  if (typeof value !== 'string') return FINE;
  if (!spend(value.length)) return UNKNOWN;
  const length = [...value].length;
  return together([
    typeof minLength === 'number' && length < minLength
      ? wrong(path, `Use ${counted(minLength, 'character')} or more; this has ${length}.`)
      : FINE,
    typeof maxLength === 'number' && length > maxLength
      ? wrong(path, `Use ${counted(maxLength, 'character')} or fewer; this has ${length}.`)
      : FINE,
    checkFormat(format, value, path),
    typeof pattern === 'string' ? checkPattern(pattern, value, path, spend) : FINE,
  ]);
};

function checkFormat(name: unknown, value: string, path: string) {
  const format = formatOf(name);
  return format && !format.test(value)
    ? wrong(path, `This must be ${format.name}, such as ${format.example}.`)
    : FINE;
}

function checkPattern(pattern: string, value: string, path: string, spend: Spend) {
  const matches = matchesPattern(pattern, value, spend);
  if (matches === undefined) return UNKNOWN;
  return matches ? FINE : wrong(path, 'This does not match the pattern that the server wants:', pattern);
}
