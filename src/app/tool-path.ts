/**
 * The path that opens a tool. The query has the name if it is not a simple word: `..` or `%2F` would change the path.
 */
export function toolPath(tool: string): string {
  return /^[\w-]+$/.test(tool) ? `/tools/${tool}` : `/tools?${new URLSearchParams({ tool })}`;
}
