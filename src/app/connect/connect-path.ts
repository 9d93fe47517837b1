/** The path that opens the page of a server. The operator of the server can share it as a link. */
export function connectPath(serverUrl: string): string {
  return `/connect?${new URLSearchParams({ server: serverUrl })}`;
}
