import { join } from 'node:path';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';

/** The functions that an app needs after it has found the server. */
const SHARED = [
  'createAuthorizationRequest',
  'savePendingAuthorization',
  'validateAuthorizationResponse',
  'exchangeCode',
  'refreshToken',
];

/** Code that not every way needs. Its function names and protocol words prove that it is in a bundle. */
const CODE = {
  'RFC 9728 metadata': ['function discover(', 'authorization_servers', 'oauth-protected-resource'],
  'the challenge of a resource server': ['function parseBearerChallenge(', 'function bearerParameters('],
  'authorization server metadata': ['code_challenge_methods_supported', 'openid-configuration'],
  'discovery by issuer': ['function discoverIssuer(', 'metadataUrl'],
  'configured endpoints': ['function configuredServer('],
};
type Code = keyof typeof CODE;

/** Bundles these exports of the index for production, but without shorter names. */
async function bundle(names: readonly string[]): Promise<string> {
  const entry = 'virtual:app';
  const index = JSON.stringify(join(import.meta.dirname, '../src/oauth/index.ts'));
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      rolldownOptions: { input: entry, preserveEntrySignatures: 'strict' },
    },
    plugins: [
      {
        name: 'app',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? `export { ${names.join(', ')} } from ${index};` : undefined),
      },
    ],
  });
  if (Array.isArray(result) || !('output' in result)) throw new Error('Vite made more than one bundle.');
  return result.output.map((file) => ('code' in file ? file.code : '')).join('\n');
}

describe('an app that imports the functions of only one way to find the authorization server', () => {
  it.each<[string, string, Code[]]>([
    [
      'by resource',
      'discover',
      ['RFC 9728 metadata', 'the challenge of a resource server', 'authorization server metadata'],
    ],
    ['by issuer', 'discoverIssuer', ['authorization server metadata', 'discovery by issuer']],
    ['by configuration', 'configuredServer', ['configured endpoints']],
  ])('%s bundles the code of this way, and none of the other two ways', async (_way, found, needed) => {
    const code = await bundle([found, ...SHARED]);
    const held = Object.entries(CODE).flatMap(([name, marks]) => {
      const seen = marks.filter((mark) => code.includes(mark));
      if (seen.length > 0) expect(seen, name).toEqual(marks);
      return seen.length > 0 ? [name] : [];
    });
    expect(held.sort()).toEqual([...needed].sort());
  });
});
