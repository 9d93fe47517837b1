import type { Connect, Plugin } from 'vite';

type Environment = Record<string, string | undefined>;

/**
 * The origins the app may call besides its own: the MCP server it is configured for, and whatever
 * `VITE_CONNECT_ORIGINS` lists (space separated), which is where a forker names the authorization server.
 *
 * @throws TypeError when one of the settings is not a URL, naming the setting.
 */
export function configuredOrigins(env: Environment): string[] {
  const settings: Array<[string, string]> = [];
  if (env.VITE_MCP_SERVER_URL) settings.push(['VITE_MCP_SERVER_URL', env.VITE_MCP_SERVER_URL]);
  for (const origin of env.VITE_CONNECT_ORIGINS?.split(/\s+/).filter(Boolean) ?? []) {
    settings.push(['VITE_CONNECT_ORIGINS', origin]);
  }
  const origins = settings.map(([name, value]) => {
    if (!URL.canParse(value)) throw new TypeError(`${name} must hold absolute URLs; "${value}" is not one.`);
    return new URL(value).origin;
  });
  return [...new Set(origins)];
}

/** What differs between the dev server, a build, and a build that can be pointed at any server. */
export interface PolicyOptions {
  /** Lets the dev server's inline preamble and style elements through; never set in a build. */
  nonce?: string | undefined;
  /** For the lab, which looks at whatever server somebody names: everything over TLS, and this machine. */
  anyServer?: boolean;
}

const ANY_SERVER = ['https:', 'http://localhost:*', 'http://127.0.0.1:*'];

/**
 * The Content-Security-Policy of the app. Scripts, styles and fonts come from the app's own origin alone
 * (RFC 10017: any other script on the page could run the flow itself), and DOM sinks take Trusted Types only.
 */
export function contentSecurityPolicy(
  env: Environment,
  { nonce, anyServer = false }: PolicyOptions = {},
): string {
  const inline = nonce ? ` 'nonce-${nonce}'` : '';
  const directives: Record<string, string> = {
    'default-src': "'none'",
    'script-src': `'self'${inline}`,
    'style-src': `'self'${inline}`,
    'font-src': "'self'",
    'img-src': "'self' data:",
    'connect-src': ["'self'", ...configuredOrigins(env), ...(anyServer ? ANY_SERVER : [])].join(' '),
    'worker-src': "'self'",
    // What the lab shows in frames is of this origin; `frame-ancestors` says who may show this app in one.
    'frame-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
    'require-trusted-types-for': "'script'",
    'trusted-types': 'default',
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}

/** Every security header of the app, by name. One source for the dev server, the preview and the tests. */
export function securityHeadersFor(env: Environment, options: PolicyOptions = {}): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(env, options),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    // The callback URL holds a code until it is scrubbed; no request made meanwhile may carry it along.
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  };
}

const DEV_NONCE = 'vite-dev';

/** Serves {@link securityHeadersFor} from the dev server and from `vite preview`. */
export function securityHeaders(
  env: Environment,
  { anyServer = false }: { anyServer?: boolean } = {},
): Plugin {
  const serve =
    (nonce?: string): Connect.NextHandleFunction =>
    (_request, response, next) => {
      for (const [name, value] of Object.entries(securityHeadersFor(env, { nonce, anyServer }))) {
        response.setHeader(name, value);
      }
      next();
    };
  return {
    name: 'security-headers',
    config: (_config, { command, isPreview }) =>
      command === 'serve' && !isPreview ? { html: { cspNonce: DEV_NONCE } } : {},
    configureServer: (server) => {
      server.middlewares.use(serve(DEV_NONCE));
    },
    configurePreviewServer: (server) => {
      server.middlewares.use(serve());
    },
  };
}
