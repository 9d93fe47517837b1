/**
 * The authentication schemes in a `WWW-Authenticate` header, in lower case (RFC 9110 §11.6.1). Commas separate both
 * challenges and parameters, so a name is a scheme if no equals sign follows it. A quoted text without a closing
 * quotation mark extends to the end of the header, so the match never fails, and takes linear time.
 */
export function challengeSchemes(header: string): string[] {
  return header
    .replace(/"(?:[^"\\]|\\[\s\S]?)*("|$)/g, '""')
    .split(',')
    .flatMap((part) => {
      const scheme = /^\s*([\w!#$%&'*+.^`|~-]+)(?![\w!#$%&'*+.^`|~-]|\s*=)/.exec(part)?.[1];
      return scheme === undefined ? [] : [scheme.toLowerCase()];
    });
}
