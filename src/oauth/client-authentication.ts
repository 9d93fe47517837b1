import { hasShape, isText, optional } from './json.ts';
/**
 * A secret that one authorization server issued to this one instance of the app. It identifies the instance
 * and nothing more: whoever reads this tab's storage has it. None is ever shipped in a bundle.
 */
export interface ClientSecret {
  /** How the server wants to see it at the token endpoint (RFC 6749 §2.3.1). */
  method: 'client_secret_basic' | 'client_secret_post';
  value: string;
}

/** This app as one authorization server knows it. */
export interface ClientRegistration {
  clientId: string;
  clientSecret?: ClientSecret | undefined;
}

/** Whether a stored value is a secret as this module keeps it, or absent. */
export function isClientSecret(value: unknown): value is ClientSecret | undefined {
  const isMethod = (method: unknown) => SECRET_METHODS.includes(String(method));
  return optional(hasShape({ method: isMethod, value: isText }))(value);
}

export const SECRET_METHODS = ['client_secret_basic', 'client_secret_post'];

/**
 * A form posted by this client: a public one says its name; one that a server issued a secret to presents it
 * as that server asked (RFC 6749 §2.3.1, §3.2.1).
 */
export function authenticated(
  { clientId, clientSecret }: ClientRegistration,
  form: Record<string, string | undefined>,
) {
  const headers: Record<string, string> = {};
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) if (value) body.set(name, value);
  if (clientSecret?.method === 'client_secret_basic') {
    headers.Authorization = `Basic ${btoa(`${formEncode(clientId)}:${formEncode(clientSecret.value)}`)}`;
  } else {
    body.set('client_id', clientId);
    if (clientSecret) body.set('client_secret', clientSecret.value);
  }
  return { method: 'POST' as const, headers, body };
}

/** RFC 6749 Appendix B: what goes into HTTP Basic is form-encoded first. */
function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
