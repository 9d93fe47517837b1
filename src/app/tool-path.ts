/** The path that opens a tool. A name such as `..` or `%2F` would change the path, so it goes into the query. */
export function toolPath(tool: string): string {
  return /^[\w-]+$/.test(tool) ? `/tools/${tool}` : `/tools?${new URLSearchParams({ tool })}`;
}
