import type { Context } from './context.ts';
import { isRejection, readForm, readParameters } from './parameters.ts';
import { endPersonSession, signedInPerson } from './person-session.ts';
import { json, redirect, refuse } from './responses.ts';
import { readIdTokenHint } from './signing.ts';

/** What the page shows before the person confirms. */
export interface EndSessionPrompt {
  client: { name: string } | null;
  /** The person whose session a confirmation ends. */
  person: { username: string; name: string } | null;
  returnsTo: string | null;
}

/** The endpoint that ends a person's session at this server (OpenID Connect RP-Initiated Logout 1.0). */
export async function endSession(context: Context, request: Request): Promise<Response> {
  const confirming = request.method === 'POST';
  if (!confirming && request.method !== 'GET') {
    const headers = { Allow: 'GET, POST' };
    return refuse(context, 'end-session', { reason: 'method not allowed' }, { headers });
  }
  const parameters = confirming ? await readForm(request) : readParameters(new URL(request.url).searchParams);
  if (isRejection(parameters)) return refuse(context, 'end-session', parameters);
  const hint = parameters.get('id_token_hint');
  const hinted = hint === undefined ? undefined : await readIdTokenHint(context, hint);
  const clientId = parameters.get('client_id') ?? hinted?.clientId;
  if (hint !== undefined && (!hinted || hinted.clientId !== clientId)) {
    return refuse(context, 'end-session', { reason: 'id_token_hint not issued here' });
  }
  const client = await context.store.get('clients', clientId ?? '');
  const returnsTo = parameters.get('post_logout_redirect_uri');
  if (returnsTo !== undefined && !client?.postLogoutRedirectUris.includes(returnsTo)) {
    return refuse(context, 'end-session', { reason: 'unregistered post_logout_redirect_uri' });
  }
  if (!confirming) {
    const { person } = (await signedInPerson(context, request)) ?? {};
    const prompt: EndSessionPrompt = {
      client: client ? { name: client.clientName } : null,
      person: person ? { username: person.username, name: person.name } : null,
      returnsTo: returnsTo ?? null,
    };
    return json(prompt);
  }
  await endPersonSession(context, request);
  if (returnsTo === undefined) return json({ signedOut: true });
  const url = new URL(returnsTo);
  const state = parameters.get('state');
  if (state !== undefined) url.searchParams.set('state', state);
  return redirect(url.href);
}
