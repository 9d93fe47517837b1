import type { TokenForm } from '../../../machine/run/token-request.ts';
import { SHOWN } from './chapter.ts';

/** The syntax of RFC 7636 §4.1. The server does not compare a verifier with another syntax. */
const VERIFIER = /^[\w.~-]{43,128}$/;

/** The criteria that this request shows. A request with two changed values proves nothing. */
export function shownByForm(form: TokenForm, right: TokenForm): readonly string[] {
  const changed = Object.keys(right).filter((name) => form[name] !== right[name]);
  if (changed.length === 0) return [SHOWN.right, SHOWN.again, SHOWN.revoked];
  if (changed.length > 1) return [];
  if (changed[0] === 'client_id') return [SHOWN.otherClient];
  if (changed[0] !== 'code_verifier') return [];
  if (!form.code_verifier) return [SHOWN.none];
  return VERIFIER.test(form.code_verifier) ? [SHOWN.wrong] : [];
}
