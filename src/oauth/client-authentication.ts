import { hasShape, isText, optional } from './json.ts';
import { setParameters } from './parameters.ts';

/**
 * A client secret that an authorization server issued to this instance of the app. The secret identifies the instance,
 * but does not protect it: any script that can read the storage of this tab can read the secret. No bundle contains a
 * secret.
 */
export interface ClientSecret {
  /** How the client sends the secret to the token endpoint (RFC 6749 §2.3.1). */
  method: 'client_secret_basic' | 'client_secret_post';
  value: string;
  /**
   * The origin of the token endpoint that the secret is for. The secret is sent only to this origin, because metadata
   * may later name an endpoint of another server. Absent in records of earlier versions.
   */
  origin?: string | undefined;
}

/** The identity of this app at one authorization server. */
export interface ClientRegistration {
  clientId: string;
  clientSecret?: ClientSecret | undefined;
}

/** Whether a stored value is a {@link ClientSecret} or absent. */
export function isClientSecret(value: unknown): value is ClientSecret | undefined {
  const isMethod = (method: unknown) => SECRET_METHODS.some((known) => known === method);
  return optional(hasShape({ method: isMethod, value: isText }))(value);
}

export const SECRET_METHODS = ['client_secret_basic', 'client_secret_post'];

/**
 * Creates a form request from this client. A public client sends its client ID; a confidential client authenticates
 * with its secret, by the method that is stored with it (RFC 6749 §2.3.1, §3.2.1), but only at the origin that the
 * secret is for.
 */
export function authenticatedForm(
  { clientId, clientSecret: secret }: ClientRegistration,
  endpoint: string,
  form: Record<string, string | undefined>,
) {
  const { origin } = new URL(endpoint);
  const clientSecret = (secret?.origin ?? origin) === origin ? secret : undefined;
  const Authorization =
    clientSecret?.method === 'client_secret_basic' &&
    `Basic ${btoa(`${formEncode(clientId)}:${formEncode(clientSecret.value)}`)}`;
  const posted = Authorization ? form : { ...form, client_id: clientId, client_secret: clientSecret?.value };
  return {
    method: 'POST' as const,
    headers: Authorization ? { Authorization } : undefined,
    body: setParameters(new URLSearchParams(), posted),
  };
}

/** RFC 6749 Appendix B: client ID and secret are form-encoded before HTTP Basic encodes them. */
export function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
