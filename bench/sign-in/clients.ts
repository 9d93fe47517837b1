/** A way to sign in that the benchmark compares with others. `file` is its page in `clients/`. */
export interface Client {
  file: string;
  name: string;
  /** Whether the library manages the session (tokens, renewal). If not, the page calls the library's functions. */
  keepsSession: boolean;
  ours?: true;
  /** Set if the library cannot run without React. */
  react?: true;
  /** Set if the endpoints are configured, so that the client discovers nothing. */
  configured?: true;
  /** Set for the page whose time is the lower bound. Such a page is not for production. */
  control?: true;
}

export const CLIENTS: readonly Client[] = [
  {
    file: 'no-library.ts',
    name: 'no library, no checks',
    keepsSession: false,
    configured: true,
    control: true,
  },
  { file: 'pkce-lab-functions.ts', name: 'PKCE Lab, functions', keepsSession: false, ours: true },
  { file: 'oauth4webapi.ts', name: 'oauth4webapi', keepsSession: false },
  { file: 'pkce-lab-session.ts', name: 'PKCE Lab, session', keepsSession: true, ours: true },
  {
    file: 'pkce-lab-configured.ts',
    name: 'PKCE Lab, configured',
    keepsSession: true,
    ours: true,
    configured: true,
  },
  { file: 'oidc-client-ts.ts', name: 'oidc-client-ts', keepsSession: true },
  {
    file: 'oidc-client-ts-configured.ts',
    name: 'oidc-client-ts, configured',
    keepsSession: true,
    configured: true,
  },
  { file: 'mcp-sdk.ts', name: 'MCP SDK, auth()', keepsSession: true },
  { file: 'pkce-lab-react.tsx', name: 'PKCE Lab, React', keepsSession: true, ours: true, react: true },
  {
    file: 'pkce-lab-react-configured.tsx',
    name: 'PKCE Lab, React, configured',
    keepsSession: true,
    ours: true,
    react: true,
    configured: true,
  },
  {
    file: 'react-oauth2-code-pkce.tsx',
    name: 'react-oauth2-code-pkce',
    keepsSession: true,
    react: true,
    configured: true,
  },
];
