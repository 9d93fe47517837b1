import { hasShape, isText, optional } from './stored-record.ts';

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
