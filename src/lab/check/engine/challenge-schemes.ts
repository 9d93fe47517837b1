/**
 * The authentication schemes in a `WWW-Authenticate` header, in lower case (RFC 9110 §11.6.1). A comma separates
 * challenges and parameters alike: a scheme is a name that no equals sign follows.
 */
export function challengeSchemes(header: string): string[] {
  return header
    .replace(/"(?:[^"\\]|\\[\s\S])*"/g, '""')
    .split(',')
    .flatMap((part) => {
      const scheme = /^\s*([\w!#$%&'*+.^`|~-]+)(?![\w!#$%&'*+.^`|~-]|\s*=)/.exec(part)?.[1];
      return scheme === undefined ? [] : [scheme.toLowerCase()];
    });
}
