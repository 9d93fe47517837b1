import { type FoundSecrets, maskSecret } from './found-secrets.ts';
import { maskText } from './mask-text.ts';
import { isSecretName } from './secret-names.ts';

/** Matches a field with its end: a separator, the end of a record, or the end of the text (RFC 4180). */
const fieldBefore = (separator: string): RegExp =>
  new RegExp(String.raw`("(?:[^"]|"")*"?|[^${separator}\r\n]*)(${separator}|\r\n|\n|\r|$)`, 'g');

/** The first separator of the first record. Another separator may be within a field. */
const separatorOf = (text: string): string =>
  /[,;\t]/.exec(text.split(/[\r\n]/, 1)[0]?.replace(/"[^"]*"/g, '') ?? '')?.[0] ?? ',';

/** Masks the columns whose names, in the first record, are names of secrets. Other fields are masked as text. */
export function maskCsv(text: string, found: FoundSecrets): string {
  const names: string[] = [];
  let column = 0;
  let isHeader = true;
  return text.replace(fieldBefore(separatorOf(text)), (_whole, field: string, end: string) => {
    const quoted = field.startsWith('"');
    const value = quoted ? field.replace(/^"|"$/g, '').replaceAll('""', '"') : field;
    if (isHeader) names[column] = value;
    const masked =
      !isHeader && value && isSecretName(names[column] ?? '')
        ? maskSecret(value, found)
        : maskText(value, found);
    if (/[\r\n]/.test(end)) {
      isHeader = false;
      column = 0;
    } else column += 1;
    const shown = masked === value ? field : quoted ? `"${masked.replaceAll('"', '""')}"` : masked;
    return shown + end;
  });
}
