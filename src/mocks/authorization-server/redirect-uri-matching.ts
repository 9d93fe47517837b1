import type { Policy } from './policy.ts';
import type { RegisteredClient } from './store.ts';

/** Whether a redirect URI belongs to a client. RFC 9700 §4.1.1 says why only the exact comparison is safe. */
export function isRedirectUriOf(
  { redirectUris }: RegisteredClient,
  redirectUri: string,
  matching: Policy['redirectUriMatching'],
): boolean {
  switch (matching) {
    case 'exact':
      return redirectUris.includes(redirectUri);
    case 'prefix':
      return redirectUris.some((registered) => redirectUri.startsWith(registered));
    case 'origin': {
      const canonical = URL.canParse(redirectUri) && new URL(redirectUri).href === redirectUri;
      return canonical && redirectUris.some((registered) => originOf(registered) === originOf(redirectUri));
    }
    default:
      return matching satisfies never;
  }
}

const originOf = (url: string): string => new URL(url).origin;
