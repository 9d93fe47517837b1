import type { WireMessage } from '../wire/exchange.ts';
import type { Run } from './run.ts';

/** The parameters of a token request. Empty parameters are not sent. */
export type TokenForm = Record<string, string>;

/** The token request that the client would send: the code of the response, and the values of the pending record. */
export function tokenForm({ storage }: Run, callbackUrl: string): TokenForm {
  const { searchParams } = new URL(callbackUrl);
  const key = `oauth:pending:${searchParams.get('state')}`;
  const record: Record<string, unknown> = Object(JSON.parse(storage.getItem(key) ?? '{}'));
  return {
    grant_type: 'authorization_code',
    code: searchParams.get('code') ?? '',
    redirect_uri: String(record.redirectUri),
    client_id: String(record.clientId),
    resource: String(record.resource),
    code_verifier: String(record.codeVerifier),
  };
}

export const tokenRequest = (run: Run, callbackUrl: string, changes: TokenForm = {}): WireMessage =>
  formMessage(`${run.issuer}/token`, { ...tokenForm(run, callbackUrl), ...changes });

export function refreshRequest({ issuer }: Run, refreshToken: string, changes: TokenForm = {}): WireMessage {
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: 'this-app' };
  return formMessage(`${issuer}/token`, { ...form, ...changes });
}

export function formMessage(url: string, form: TokenForm): WireMessage {
  const filled = Object.entries(form).filter(([, value]) => value !== '');
  return {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    body: new URLSearchParams(filled).toString(),
  };
}
