import { CspEvaluator } from 'csp_evaluator';
import { Severity } from 'csp_evaluator/dist/finding.js';
import { CspParser } from 'csp_evaluator/dist/parser.js';
import { createServer } from 'vite';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  connectSources,
  contentSecurityPolicy,
  headersFile,
  metaContentSecurityPolicy,
  reachesAnyServer,
  securityHeaders,
  securityHeadersFor,
} from './security-headers.ts';

const directive = (policy: string, name: string) =>
  policy
    .split('; ')
    .find((part) => part.startsWith(`${name} `))
    ?.slice(name.length + 1);

const seriousFindings = (policy: string) =>
  new CspEvaluator(new CspParser(policy).csp)
    .evaluate()
    .filter(({ severity }) => [Severity.HIGH, Severity.SYNTAX].includes(severity))
    .map(({ directive: name, description }) => `${name}: ${description}`);

const CONFIGURED = {
  VITE_MCP_SERVER_URL: 'https://mcp.example/mcp',
  VITE_CONNECT_ORIGINS: 'https://as.example/t1  https://mcp.example',
};

const VARIANTS: [string, string][] = [
  ['of a starter whose servers are in the tab', contentSecurityPolicy({}, 'configured-servers')],
  ['of a starter whose servers are configured', contentSecurityPolicy(CONFIGURED, 'configured-servers')],
  ['of a page that connects to any server', contentSecurityPolicy(CONFIGURED, 'any-server')],
  ['of the dev server', contentSecurityPolicy({}, 'any-server', crypto.randomUUID())],
  ['in a meta element', metaContentSecurityPolicy({}, 'any-server')],
];

describe.each(VARIANTS)('the Content-Security-Policy %s', (_which, policy) => {
  it('has no serious finding of csp_evaluator', () => expect(seriousFindings(policy)).toEqual([]));

  it('allows scripts and styles only from the app’s origin or with the nonce, and allows nothing unsafe', () => {
    expect(directive(policy, 'default-src')).toBe("'none'");
    expect(directive(policy, 'font-src')).toBe("'self'");
    for (const name of ['script-src', 'style-src']) {
      expect(directive(policy, name)).toMatch(/^'self'( 'nonce-[\w-]{36}')?$/);
    }
    expect(policy).not.toContain('unsafe');
  });

  it('lets DOM sinks accept only Trusted Types of the app’s own policy', () => {
    expect(directive(policy, 'require-trusted-types-for')).toBe("'script'");
    expect(directive(policy, 'trusted-types')).toBe('default');
  });
});

it.each([
  ["script-src 'self' 'unsafe-inline'; object-src 'none'"],
  ["script-src 'self' https:; object-src 'none'"],
  ["style-src 'self'"],
])('csp_evaluator has a serious finding for the weak policy %s', (policy) => {
  expect(seriousFindings(policy)).not.toEqual([]);
});

describe('the Content-Security-Policy', () => {
  it('forbids framing in a header, but not in a meta element', () => {
    expect(directive(contentSecurityPolicy({}, 'configured-servers'), 'frame-ancestors')).toBe("'none'");
    expect(securityHeadersFor({}, 'configured-servers')['X-Frame-Options']).toBe('DENY');
    // Browsers ignore `frame-ancestors` in a meta element, and log a warning.
    expect(metaContentSecurityPolicy({}, 'configured-servers')).not.toContain('frame-ancestors');
  });

  it('lists each configured server once, by origin', () => {
    const policy = contentSecurityPolicy(CONFIGURED, 'configured-servers');
    expect(directive(policy, 'connect-src')).toBe("'self' https://mcp.example https://as.example");
  });

  it('lists the API and the servers that a sign-in with VITE_ISSUER calls, but not the authorization endpoint', () => {
    const env = {
      VITE_ISSUER: 'https://login.example/tenant',
      VITE_METADATA_URL: 'https://metadata.example/openid-configuration',
      VITE_AUTHORIZATION_ENDPOINT: 'https://pages.example/authorize',
      VITE_TOKEN_ENDPOINT: 'https://tokens.example/token',
      VITE_API_URL: 'https://api.example/v1',
    };
    expect(connectSources(env, 'configured-servers')).toEqual([
      'https://login.example',
      'https://metadata.example',
      'https://tokens.example',
      'https://api.example',
    ]);
    expect(connectSources({ ...env, VITE_API_URL: '/v1' }, 'configured-servers')).not.toContain(
      'https://api.example',
    );
  });

  it('allows pictures only from the listed origins', () => {
    const env = { VITE_PICTURE_ORIGINS: 'https://pictures.example' };
    expect(directive(contentSecurityPolicy(env, 'configured-servers'), 'img-src')).toBe(
      "'self' data: https://pictures.example",
    );
    expect(directive(contentSecurityPolicy({}, 'any-server'), 'img-src')).toBe("'self' data:");
    for (const value of ['pictures.example', 'https://pictures.example/x', '*']) {
      expect(() => contentSecurityPolicy({ VITE_PICTURE_ORIGINS: value }, 'any-server')).toThrow(
        'VITE_PICTURE_ORIGINS must hold origins',
      );
    }
  });

  it('allows calls to any https server and to http servers on this machine if people may enter a server', () => {
    const open = "'self' https: http://localhost:* http://127.0.0.1:*";
    expect(directive(contentSecurityPolicy({}, 'any-server'), 'connect-src')).toBe(open);
    const asked = contentSecurityPolicy({ VITE_CONNECT_ORIGINS: 'any' }, 'configured-servers');
    expect(directive(asked, 'connect-src')).toBe(open);
  });

  it('allows any server only if the build or VITE_CONNECT_ORIGINS allows any server', () => {
    expect(reachesAnyServer(CONFIGURED, 'configured-servers')).toBe(false);
    expect(reachesAnyServer({ VITE_CONNECT_ORIGINS: 'https://as.example any' }, 'configured-servers')).toBe(
      true,
    );
    expect(reachesAnyServer({}, 'any-server')).toBe(true);
  });

  it('stops the build for a setting that is not a URL, and names the setting', () => {
    expect(() => connectSources({ VITE_CONNECT_ORIGINS: 'as.example' }, 'configured-servers')).toThrow(
      'VITE_CONNECT_ORIGINS must hold absolute URLs; "as.example" is not one.',
    );
  });

  it.each<Record<string, string>>([
    { VITE_CONNECT_ORIGINS: 'https://a.example,https://b.example' },
    { VITE_CONNECT_ORIGINS: 'https://a.example, https://b.example' },
    { VITE_CONNECT_ORIGINS: 'https://a.example;https://b.example' },
    { VITE_CONNECT_ORIGINS: 'https://a.example;frame-ancestors https://b.example' },
    { VITE_CONNECT_ORIGINS: 'data:text/plain,a' },
    { VITE_MCP_SERVER_URL: 'https://a.example;frame-ancestors/mcp' },
    { VITE_PICTURE_ORIGINS: 'https://a.example;script-src' },
    { VITE_PICTURE_ORIGINS: 'https://a.example,b' },
  ])('stops the build for a value that would end a source, a directive or the policy: %j', (env) => {
    const [[name, value] = []] = Object.entries(env);
    expect(() => contentSecurityPolicy(env, 'configured-servers')).toThrow(
      new RegExp(`^${name} must hold .*"${value?.split(' ')[0]}"`),
    );
  });

  it.each([
    'https://*.example',
    'https://[2606:4700::1]:8443',
    'wss://live.example',
    'http://localhost:8080',
  ])('allows the source %s', (source) => {
    expect(connectSources({ VITE_CONNECT_ORIGINS: source }, 'configured-servers')).toEqual([source]);
  });
});

it('the Referrer-Policy keeps the callback URL out of the referrer of every request (RFC 9700 §4.2)', () =>
  expect(securityHeadersFor({}, 'configured-servers')['Referrer-Policy']).toBe('no-referrer'));

it('the dev server’s client uses no worker to wait for a restart, because the policy refuses workers', async () => {
  const server = await createServer({
    configFile: false,
    envDir: false,
    logLevel: 'silent',
    optimizeDeps: { noDiscovery: true },
    plugins: [securityHeaders({}, 'configured-servers')],
    server: { middlewareMode: true, ws: false },
  });
  onTestFinished(() => server.close());
  const client = await server.transformRequest('/@vite/client');
  expect(client?.code).toMatch(/function waitForSuccessfulPing\(socketUrl\) \{\s+if \(true\) \{/);
  expect(client?.code).not.toContain('if (await ping()) return;');
});

describe('a _headers file', () => {
  it('has every header for every path, one per line, and lets browsers cache hashed assets for a year', () => {
    expect(headersFile({ 'X-Frame-Options': 'DENY', 'Referrer-Policy': 'no-referrer' }, '/lab/')).toBe(
      [
        '/*',
        '  X-Frame-Options: DENY',
        '  Referrer-Policy: no-referrer',
        '/lab/assets/*',
        '  Cache-Control: public, max-age=31536000, immutable',
        '',
      ].join('\n'),
    );
  });

  it('has no line of more than 2,000 characters, which Cloudflare Pages would ignore', () => {
    const lines = headersFile(securityHeadersFor(CONFIGURED, 'any-server')).split('\n');
    expect(lines.filter((line) => line.length > 2000)).toEqual([]);
  });
});
