/** The path that opens a tool. A name that is no simple word is in the query: `..` or `%2F` would change the path. */
export const toolPath = (tool: string): string =>
  /^[\w-]+$/.test(tool) ? `/tools/${tool}` : `/tools?${new URLSearchParams({ tool })}`;
