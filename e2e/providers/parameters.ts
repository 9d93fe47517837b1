/** Whether no parameter occurs twice (RFC 6749 §3.1, §3.2). */
export const isWithoutDuplicates = (parameters: URLSearchParams): boolean =>
  new Set(parameters.keys()).size === [...parameters.keys()].length;
