import { decodeHtml } from './encodings.ts';
import { type FoundSecrets, maskSecret } from './found-secrets.ts';
import { mask } from './mask.ts';
import { isSecretName } from './secret-names.ts';

const OPENING_TAG = /<((?:[\w.-]{1,60}:)?([A-Za-z][\w.-]{0,60}))((?:\s[^<>]*)?)>/g;
const LABEL = /\s(?:name|id|key|property|field)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>/]+))/i;
const VALUE = /(\s(?:value|content|val|text)\s*=\s*)(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi;

/**
 * Masks elements of XML and HTML that are secrets by their name, or by a name in one of their attributes: the
 * attributes with the value, and the content. Attributes that are secrets by their own names are masked as pairs.
 */
export function maskMarkup(text: string, found: FoundSecrets): string {
  let masked = '';
  let done = 0;
  for (const { 0: tag, 1: name = '', 2: local = '', 3: attributes = '', index } of text.matchAll(
    OPENING_TAG,
  )) {
    if (index < done) continue;
    const label = LABEL.exec(attributes)?.slice(1).find(Boolean) ?? '';
    // In HTML, `code` is formatting.
    const named = local.toLowerCase() !== 'code' && isSecretName(local);
    if (!named && !isSecretName(decodeHtml(label))) continue;
    masked += text.slice(done, index) + maskValues(tag, found);
    done = index + tag.length;
    if (attributes.endsWith('/')) continue;
    const end = text.indexOf(`</${name}`, done);
    if (end < 0) continue;
    masked += maskContent(text.slice(done, end), found);
    done = end;
  }
  return masked + text.slice(done);
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
