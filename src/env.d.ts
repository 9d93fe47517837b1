interface ImportMetaEnv {
  readonly VITE_OFFLINE?: string;
  /** Whether this build has the Connect page; `vite.config.ts` computes this. */
  readonly VITE_CONNECT?: string;
  readonly VITE_PICTURE_ORIGINS?: string;
  readonly VITE_MCP_SERVER_URL?: string;
  readonly VITE_CLIENT_ID?: string;
  readonly VITE_SCOPES?: string;
  readonly VITE_CLIENT_NAME?: string;
  readonly VITE_CLIENT_METADATA_URL?: string;
  readonly VITE_APP_URL?: string;
  readonly VITE_DPOP?: string;
}
