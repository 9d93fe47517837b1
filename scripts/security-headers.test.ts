import { describe, expect, it } from 'vitest';
import { configuredOrigins, contentSecurityPolicy, securityHeadersFor } from './security-headers.ts';

const directive = (policy: string, name: string) =>
  policy
    .split('; ')
    .find((part) => part.startsWith(`${name} `))
    ?.slice(name.length + 1);

describe('the Content-Security-Policy', () => {
  it('lets nothing in from elsewhere, and no inline script or style into a build', () => {
    const policy = contentSecurityPolicy({});
    expect(directive(policy, 'default-src')).toBe("'none'");
    for (const name of ['script-src', 'style-src', 'connect-src', 'font-src']) {
      expect(directive(policy, name)).toBe("'self'");
    }
    expect(policy).not.toMatch(/unsafe|\*/);
  });

  it('keeps the app out of frames and its sinks to Trusted Types', () => {
    const policy = contentSecurityPolicy({});
    expect(directive(policy, 'frame-ancestors')).toBe("'none'");
    expect(directive(policy, 'require-trusted-types-for')).toBe("'script'");
    expect(securityHeadersFor({})['X-Frame-Options']).toBe('DENY');
  });

  it('lists the configured servers, by origin and once', () => {
    const policy = contentSecurityPolicy({
      VITE_MCP_SERVER_URL: 'https://mcp.example/mcp',
      VITE_CONNECT_ORIGINS: 'https://as.example/t1  https://mcp.example',
    });
    expect(directive(policy, 'connect-src')).toBe("'self' https://mcp.example https://as.example");
  });

  it('lets the lab call any server over TLS, and this machine; a script still comes from here alone', () => {
    const policy = contentSecurityPolicy({ VITE_CONNECT_ORIGINS: 'http://mcp.example' }, { anyServer: true });
    expect(directive(policy, 'connect-src')).toBe(
      "'self' http://mcp.example https: http://localhost:* http://127.0.0.1:*",
    );
    expect(directive(policy, 'script-src')).toBe("'self'");
  });

  it('gives the dev server a nonce for its own inline pieces', () => {
    expect(directive(contentSecurityPolicy({}, { nonce: 'n' }), 'script-src')).toBe("'self' 'nonce-n'");
  });

  it('names the setting that is no URL', () => {
    expect(() => configuredOrigins({ VITE_CONNECT_ORIGINS: 'as.example' })).toThrow(
      'VITE_CONNECT_ORIGINS must hold absolute URLs; "as.example" is not one.',
    );
  });

  it('comes with a Referrer-Policy that carries no callback address anywhere (RFC 9700 §4.2)', () => {
    expect(securityHeadersFor({})['Referrer-Policy']).toBe('no-referrer');
  });
});
