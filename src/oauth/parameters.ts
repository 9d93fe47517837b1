/** Sets the parameters that have a value. Returns `search`. */
export function setParameters(
  search: URLSearchParams,
  parameters: Readonly<Record<string, string | undefined>>,
): URLSearchParams {
  for (const [name, value] of Object.entries(parameters)) if (value) search.set(name, value);
  return search;
}
