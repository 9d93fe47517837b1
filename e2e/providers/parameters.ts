/** Whether no parameter occurs twice (RFC 6749 §3.1, §3.2). */
export function isWithoutDuplicates(parameters: URLSearchParams): boolean {
  return new Set(parameters.keys()).size === [...parameters.keys()].length;
}
