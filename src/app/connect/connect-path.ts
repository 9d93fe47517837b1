/** The path that opens the page of a server. The operator of the server can share it as a link. */
export const connectPath = (serverUrl: string): string =>
  `/connect?${new URLSearchParams({ server: serverUrl })}`;
