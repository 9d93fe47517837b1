import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBearerChallenge } from './index.ts';

describe('the Bearer challenge', () => {
  it('has exactly the members that the server sent', () => {
    expect(parseBearerChallenge('Bearer')).toEqual({ scopes: [] });
    expect(parseBearerChallenge('Bearer error="", resource_metadata=""')).toEqual({ scopes: [] });
    expect(parseBearerChallenge(null)).toBeUndefined();
    expect(parseBearerChallenge('null')).toBeUndefined();
  });

  it.each([
    ['Bearer', { scopes: [] }],
    ['bearer error=invalid_token', { scopes: [], error: 'invalid_token' }],
    ['Bearer scope="notes:read notes:write"', { scopes: ['notes:read', 'notes:write'] }],
    [
      'Bearer resource_metadata="https://mcp.example/.well-known/oauth-protected-resource", error="invalid_token"',
      {
        scopes: [],
        resourceMetadata: 'https://mcp.example/.well-known/oauth-protected-resource',
        error: 'invalid_token',
      },
    ],
    ['Basic realm="a, Bearer b=c", Bearer scope="x"', { scopes: ['x'] }],
    [
      'DPoP algs="ES256", Bearer scope = "x" , error="insufficient_scope", Basic realm="y"',
      { scopes: ['x'], error: 'insufficient_scope' },
    ],
    ['Bearer error="in\\"valid"', { scopes: [], error: 'in"valid' }],
    ['Bearer scope="notes:read\\ notes:write"', { scopes: ['notes:read', 'notes:write'] }],
    ['Bearer scope="first", scope="second"', { scopes: ['first'] }],
    // The parameters of another scheme do not belong to the Bearer challenge.
    ['Bearer scope="x", Digest error="stale", resource_metadata="https://evil.example"', { scopes: ['x'] }],
    // The parser skips `="` and reads the challenge after it.
    [', ="Bearer scope="x"', { scopes: ['x'] }],
    ['Bearer scope="x", ', { scopes: ['x'] }],
    ['Bearer error="invalid_token", scope="x', { scopes: [], error: 'invalid_token' }],
    ['dpop error="use_dpop_nonce"', { scopes: [], error: 'use_dpop_nonce' }],
    ['Bearer scope="x", Basic, error="stale", Bearer error="late"', { scopes: ['x'], error: 'late' }],
  ])('is found in %s (RFC 6750 §3, RFC 9110 §11.6.1)', (header, challenge) => {
    expect(parseBearerChallenge(header)).toEqual(challenge);
  });

  it.each([
    null,
    '',
    'Basic realm="Bearer scope=x"',
    'error="invalid_token"',
    'error="invalid_token", scope="x"',
    'Bearers error="invalid_token"',
    'DPoPs error="invalid_token"',
    'XDPoP error="invalid_token"',
    'NoBearer error="invalid_token"',
  ])('is absent from %s', (header) => expect(parseBearerChallenge(header)).toBeUndefined());

  it('is parsed from any header without an exception', () => {
    const others = fc.stringMatching(/^(Basic|DPoP) realm="[^"\\]*"$/);
    fc.assert(
      fc.property(fc.array(others), fc.array(others), (before, after) => {
        const header = [...before, 'Bearer scope="notes:read"', ...after].join(', ');
        expect(parseBearerChallenge(header)?.scopes).toEqual(['notes:read']);
      }),
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (header) => void parseBearerChallenge(header)));
  });

  it('is read to its end if it has 64 KiB, and keeps at most 100 scopes', () => {
    const padding = `Basic realm="${'\\"'.repeat(16 * 1024)}", ${', '.repeat(16 * 1024)}`;
    const scope = Array.from({ length: 5_000 }, (_, index) => `s${index}`).join(' ');
    expect(parseBearerChallenge(`${padding} Bearer error="invalid_token"`)?.error).toBe('invalid_token');
    expect(parseBearerChallenge(`Bearer scope="${scope}"`)?.scopes).toHaveLength(100);
  });
});
