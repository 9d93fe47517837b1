/** The address that opens a server's page: a link that the operator of the server can share. */
export function connectPath(serverUrl: string): string {
  return `/connect?${new URLSearchParams({ server: serverUrl })}`;
}
