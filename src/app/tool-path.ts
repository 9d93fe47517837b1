/** The path that opens a tool. A browser makes another path of `..`, and of what is encoded twice: such names go behind. */
export function toolPath(tool: string): string {
  return /^[\w-]+$/.test(tool) ? `/tools/${tool}` : `/tools?${new URLSearchParams({ tool })}`;
}
