import type { Context } from './context.ts';
import type { Parameters } from './parameters.ts';
import type { PersonSignedIn } from './person-session.ts';
import type { Rejection } from './rejections.ts';
import { readIdTokenHint } from './signing.ts';

/** What a client demands of the authentication of the person (OpenID Connect Core §3.1.2.1). */
export interface AuthenticationRequest {
  /** `prompt=none`: the server must not show a page, so the person cannot grant anything. */
  silent: boolean;
  /** `prompt=login`: the server ignores the person's session. */
  again: boolean;
  /** `prompt=select_account`: the page asks who signs in, even if there is a session. */
  selectAccount: boolean;
  /** `max_age`: the server ignores a session that is older. */
  maxAgeMs: number;
  /** The subject of `id_token_hint`. Only this person may sign in. */
  hintedSubject: string | undefined;
}

const PROMPTS = ['none', 'login', 'consent', 'select_account'];

/** Refuses unknown values: to ignore them might be less strict than the client demands. */
export async function readAuthenticationRequest(
  context: Context,
  parameters: Parameters,
  clientId: string,
): Promise<AuthenticationRequest | Rejection> {
  const prompts = parameters.get('prompt')?.split(' ') ?? [];
  const silent = prompts.includes('none');
  if (!prompts.every((prompt) => PROMPTS.includes(prompt)) || (silent && prompts.length > 1)) {
    return { reason: 'unsupported prompt' };
  }
  const maxAge = parameters.get('max_age');
  if (maxAge !== undefined && !/^\d{1,10}$/.test(maxAge)) return { reason: 'malformed max_age' };
  const hint = parameters.get('id_token_hint');
  const hinted = hint === undefined ? undefined : await readIdTokenHint(context, hint);
  if (hint !== undefined && hinted?.clientId !== clientId) return { reason: 'id_token_hint not issued here' };
  return {
    silent,
    again: prompts.includes('login'),
    selectAccount: prompts.includes('select_account'),
    maxAgeMs: maxAge === undefined ? Number.POSITIVE_INFINITY : Number(maxAge) * 1000,
    hintedSubject: hinted?.subject,
  };
}

/** The session of the person, if the request allows the server to use this session. */
export function sessionFor(
  { again, maxAgeMs, hintedSubject }: AuthenticationRequest,
  session: PersonSignedIn | undefined,
  nowMs: number,
): PersonSignedIn | undefined {
  if (!session || again || nowMs - session.authTimeMs > maxAgeMs || maxAgeMs === 0) return undefined;
  return hintedSubject === undefined || hintedSubject === session.person.subject ? session : undefined;
}
