/**
 * The path that opens a tool. A name that is not a simple word is in the query: `..` or `%2F` would change the path.
 */
export function toolPath(tool: string): string {
  return /^[\w-]+$/.test(tool) ? `/tools/${tool}` : `/tools?${new URLSearchParams({ tool })}`;
}
