/**
 * WRONG: the link is taken at its word.
 * Right, in `src/oauth/return-to.ts`: only a path of the app's own origin passes, anything else becomes `/`.
 */
export function destinationOf(returnTo: string): string {
  return returnTo;
}
