import { randomUUID } from 'node:crypto';
import type { Connect, Plugin } from 'vite';
import type { Environment } from './settings.ts';

/**
 * The servers that the app may call: only the configured servers, or every https server and every server on this
 * machine. A page on which a person enters a server needs `any-server`.
 */
export type Reach = 'configured-servers' | 'any-server';

/** The settings whose servers the app calls. The servers in other settings are only redirect targets or identifiers. */
const CALLED = [
  'VITE_MCP_SERVER_URL',
  'VITE_ISSUER',
  'VITE_METADATA_URL',
  'VITE_TOKEN_ENDPOINT',
  'VITE_PUSHED_AUTHORIZATION_REQUEST_ENDPOINT',
  'VITE_REVOCATION_ENDPOINT',
  'VITE_API_URL',
] as const;

const ANY_SERVER = ['https:', 'http://localhost:*', 'http://127.0.0.1:*'];

/**
 * The origins that the app may call in addition to its own: the servers in its settings, and the origins in
 * `VITE_CONNECT_ORIGINS`, such as the authorization server of an MCP server. The app may call any server if
 * `VITE_CONNECT_ORIGINS` contains `any`.
 *
 * @returns sources of the `connect-src` directive.
 * @throws TypeError that names the setting, if a setting is not the URL of a host.
 */
export function connectSources(env: Environment, reach: Reach): string[] {
  const listed = listedOrigins(env);
  const any = reachesAnyServer(env, reach);
  const settings: Array<[string, string]> = [];
  for (const name of CALLED) {
    const value = env[name];
    // A path is an address of the app's own origin.
    if (value && !(name === 'VITE_API_URL' && value.startsWith('/'))) settings.push([name, value]);
  }
  for (const origin of listed) if (origin !== 'any') settings.push(['VITE_CONNECT_ORIGINS', origin]);
  const origins = settings.map(([name, value]) => sourceOf(name, value));
  return [...(any ? ANY_SERVER : []), ...new Set(origins)];
}

/** A source that names a host, or all subdomains of a host (CSP 3, `host-source`). */
const SOURCE = /^(https?|wss?):\/\/((\*\.)?[\w.-]+|\[[\da-f:]+\])(:\d+)?$/;

/** A URL parser accepts `,` and `;` in a host. In a policy, they would end the directive or the policy. */
function sourceOf(name: string, value: string): string {
  if (!URL.canParse(value)) throw new TypeError(`${name} must hold absolute URLs; "${value}" is not one.`);
  const { origin } = new URL(value);
  if (SOURCE.test(origin)) return origin;
  throw new TypeError(
    `${name} must hold absolute URLs of hosts, separated by spaces if there are several; "${value}" is not one.`,
  );
}

const listedOrigins = (env: Environment) => env.VITE_CONNECT_ORIGINS?.split(/\s+/).filter(Boolean) ?? [];

/** Whether the policy lets the app call any server that a person enters. The Connect page needs this. */
export const reachesAnyServer = (env: Environment, reach: Reach): boolean =>
  reach === 'any-server' || listedOrigins(env).includes('any');

/**
 * The Content-Security-Policy of the app. Scripts, styles and fonts come only from the app's own origin, because
 * any other script on the page could run the flow itself (RFC 10017). DOM sinks accept only Trusted Types.
 *
 * @param nonce allows the inline preamble and the style elements of the dev server. A build has no nonce.
 */
export const contentSecurityPolicy = (env: Environment, reach: Reach, nonce?: string): string =>
  serialized({ ...directives(env, reach, nonce), 'frame-ancestors': "'none'" });

/** {@link contentSecurityPolicy} without `frame-ancestors`, which browsers ignore in a `<meta>` element. */
export const metaContentSecurityPolicy = (env: Environment, reach: Reach): string =>
  serialized(directives(env, reach));

/** @throws TypeError for a value that is not an origin. */
function pictureSources(env: Environment): string[] {
  return (env.VITE_PICTURE_ORIGINS?.split(/\s+/).filter(Boolean) ?? []).map((value) => {
    if (URL.canParse(value) && new URL(value).origin === value && SOURCE.test(value)) return value;
    throw new TypeError(
      `VITE_PICTURE_ORIGINS must hold origins, such as https://host; "${value}" is not one.`,
    );
  });
}

function directives(env: Environment, reach: Reach, nonce?: string): Record<string, string> {
  const inline = nonce ? ` 'nonce-${nonce}'` : '';
  return {
    'default-src': "'none'",
    'script-src': `'self'${inline}`,
    'style-src': `'self'${inline}`,
    'font-src': "'self'",
    'img-src': ["'self' data:", ...pictureSources(env)].join(' '),
    'connect-src': ["'self'", ...connectSources(env, reach)].join(' '),
    'worker-src': "'self'",
    // The lab tries to frame the app, to show the effect of `frame-ancestors`.
    ...(reach === 'any-server' && { 'frame-src': "'self'" }),
    'base-uri': "'none'",
    'form-action': "'self'",
    'require-trusted-types-for': "'script'",
    'trusted-types': 'default',
  };
}

function serialized(policy: Record<string, string>): string {
  return Object.entries(policy)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}

/** Every security header of the app, by name: for the dev server, for preview, for static hosts and for tests. */
export function securityHeadersFor(env: Environment, reach: Reach, nonce?: string): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(env, reach, nonce),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    // Until the app removes the code from the callback URL, no request may send that URL as its referrer.
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  };
}

/**
 * The headers in the format of a `_headers` file, which Netlify, Cloudflare Pages and others read.
 *
 * @param base the path below which the app is served. The assets have hashed names, so a browser may cache them
 * forever.
 */
export function headersFile(headers: Record<string, string>, base = '/'): string {
  const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}\n`);
  return `/*\n${lines.join('')}${base}assets/*\n  Cache-Control: public, max-age=31536000, immutable\n`;
}

const VITE_CLIENT = '/vite/dist/client/client.mjs';

/**
 * Serves {@link securityHeadersFor} from the dev server and from `vite preview`. Writes the headers into a build twice:
 * as a `_headers` file, and as `<meta>` elements for hosts without custom headers.
 */
export function securityHeaders(env: Environment, reach: Reach): Plugin {
  const nonce = randomUUID();
  const serve =
    (headers: Record<string, string>): Connect.NextHandleFunction =>
    (_request, response, next) => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      next();
    };
  let building = false;
  let base = '/';
  return {
    name: 'security-headers',
    config(_config, { command, isPreview }) {
      building = command === 'build';
      return building || isPreview ? {} : { html: { cspNonce: nonce } };
    },
    configResolved: (config) => {
      base = config.base;
    },
    // After a restart of the dev server, as after a change of `.env.local`, Vite's client waits for the server in a
    // worker that it makes from a text. The policy refuses such a worker, so the page would never load again. Without
    // `SharedWorker`, the client waits in the page (vitejs/vite#22457). The client then sends its first request so
    // early that the old server may still respond, so this code leaves out that request.
    transform(code, id) {
      if (!id.endsWith(VITE_CLIENT)) return undefined;
      return code
        .replace('typeof SharedWorker === "undefined"', 'true')
        .replace('if (await ping()) return;', '');
    },
    configureServer: (server) => {
      server.middlewares.use(serve(securityHeadersFor(env, reach, nonce)));
    },
    configurePreviewServer: (server) => {
      server.middlewares.use(serve(securityHeadersFor(env, reach)));
    },
    // The policy is the first element of the head, because a `<meta>` policy governs only what follows it.
    transformIndexHtml: () => (building ? metaElements(env, reach) : []),
    generateBundle() {
      const source = headersFile(securityHeadersFor(env, reach), base);
      this.emitFile({ type: 'asset', fileName: '_headers', source });
    },
  };
}

function metaElements(env: Environment, reach: Reach) {
  const content = metaContentSecurityPolicy(env, reach);
  return [
    { 'http-equiv': 'Content-Security-Policy', content },
    { name: 'referrer', content: 'no-referrer' },
  ].map((attrs) => ({ tag: 'meta', attrs, injectTo: 'head-prepend' as const }));
}
