import { decodeHtml } from './encodings.ts';
import { type FoundSecrets, maskSecret } from './found-secrets.ts';
import { type ClosingTags, closingTagsOf, plainTags, quotedTags, type Tag } from './markup-tags.ts';
import { mask } from './mask.ts';
import { isSecretName } from './secret-names.ts';

const LABEL =
  /\s(?:name|id|key|property|field|param|parameter|header|label)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>/]+))/gi;
const VALUE = /(\s(?:value|content|val|text)\s*=\s*)(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi;

/**
 * Masks the content of an element of XML or HTML, and its attributes with a value, if the name of the element, or a
 * name in one of its attributes, marks a secret. Attributes with the name of a secret are masked as pairs.
 */
export function maskMarkup(text: string, found: FoundSecrets): string {
  // There are two passes, because quotation marks may enclose an angle bracket, or be unbalanced.
  return maskElements(maskElements(text, quotedTags, found), plainTags, found);
}

function maskElements(text: string, tagsOf: (text: string) => Iterable<Tag>, found: FoundSecrets): string {
  let masked = '';
  let done = 0;
  let closingTags: ClosingTags | undefined;
  for (const { name, local, attributes, start, end } of tagsOf(text)) {
    if (start < done) continue;
    // In HTML, `code` is formatting.
    const isNamed = local.toLowerCase() !== 'code' && isSecretName(local);
    if (!isNamed && !isLabelled(attributes)) continue;
    masked += text.slice(done, start) + maskValues(text.slice(start, end), found);
    done = end;
    if (attributes.endsWith('/')) continue;
    closingTags ??= closingTagsOf(text);
    const contentEnd = closingTags.next(name, end);
    if (contentEnd === undefined) continue;
    const content = text.slice(end, contentEnd);
    // In a property list, the value follows in the next element.
    const isName = local.toLowerCase() === 'key' && isSecretName(content);
    masked += isName ? content : maskContent(content, found);
    done = contentEnd;
  }
  return masked + text.slice(done);
}

function isLabelled(attributes: string): boolean {
  return [...attributes.matchAll(LABEL)].some(([, ...values]) =>
    isSecretName(decodeHtml(values.find(Boolean) ?? '')),
  );
}

function maskValues(tag: string, found: FoundSecrets): string {
  return tag.replace(VALUE, (_, before: string, double?: string, single?: string, bare?: string) => {
    const value = decodeHtml(double ?? single ?? bare ?? '');
    return `${before}"${maskSecret(value, found)}"`;
  });
}

/** Masks content: text, a CDATA section, or elements with text. */
function maskContent(content: string, found: FoundSecrets): string {
  const cdata = /^\s*<!\[CDATA\[([\s\S]*?)\]\]>\s*$/.exec(content)?.[1];
  if (cdata !== undefined) return maskSecret(cdata, found);
  return content.replace(/(^|>)([^<>]+)/g, (whole, before: string, text: string) => {
    const value = text.trim();
    if (!value) return whole;
    found.add(decodeHtml(value));
    return before + mask(value);
  });
}
