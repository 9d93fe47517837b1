import { basename, join } from 'node:path';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';

/** Bundles these exports of `src/oauth/index.ts` for production, but without shorter names. */
async function bundle(names: readonly string[]) {
  const entry = '\0entry.ts';
  const index = JSON.stringify(join(import.meta.dirname, '../src/oauth/index.ts'));
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? `export { ${names.join(', ')} } from ${index};` : undefined),
      },
    ],
    build: {
      write: false,
      minify: false,
      rolldownOptions: { input: entry, preserveEntrySignatures: 'strict' },
    },
  });
  const [built] = [result].flat();
  if (!built || !('output' in built)) throw new Error('Nothing was built.');
  return built.output.flatMap((file) => (file.type === 'chunk' ? [file] : []));
}

/** The names of the files whose code is in a bundle. */
async function filesOf(names: readonly string[]): Promise<string[]> {
  return (await bundle(names))
    .flatMap(({ modules }) => Object.entries(modules))
    .filter(([, { code }]) => code)
    .map(([id]) => basename(id));
}

describe('a bundler leaves out', () => {
  const SESSION = ['composeSession', 'browserPlatform'];
  const OF_RESOURCE = ['bearer-challenge.ts'];
  const OF_METADATA = ['metadata-document.ts'];
  const REGISTRATION = ['dynamic-registration.ts'];
  const CALLS = ['api-fetch.ts'];
  /** Only addresses in metadata can be closer to the user's machine, so configured endpoints do not need this code. */
  const NEARNESS = ['address-space.ts'];
  const PERSON = ['userinfo.ts', 'silent-sign-in.ts'];
  const PROOFS = ['dpop.ts', 'dpop-keys.ts', 'dpop-proof.ts'];

  it.each([
    ['by resource', ['byResource'], ['issuer-discovery.ts', ...REGISTRATION, ...CALLS, ...PERSON]],
    ['by issuer', ['byIssuer'], [...OF_RESOURCE, ...REGISTRATION, ...CALLS, ...PERSON]],
    [
      'by configuration',
      ['byConfiguration'],
      [...OF_RESOURCE, ...OF_METADATA, ...NEARNESS, ...REGISTRATION, ...CALLS, ...PERSON],
    ],
    ['by issuer, with calls', ['byIssuer', 'createApiFetch'], [...REGISTRATION, ...PERSON]],
    [
      'by configuration, with userinfo',
      ['byConfiguration', 'fetchUserinfo'],
      [...OF_RESOURCE, ...OF_METADATA, ...REGISTRATION, ...CALLS, 'silent-sign-in.ts'],
    ],
  ])('the parts that a session %s does not need', async (_which, parts, absent) => {
    const files = await filesOf([...SESSION, ...parts]);
    expect(files).toContain('token-endpoint.ts');
    expect(files.filter((file) => [...absent, ...PROOFS].includes(file))).toEqual([]);
  });

  it('only the code for DPoP proofs, when an app imports createSession', async () => {
    const files = await filesOf(['createSession']);
    const needed = [
      ...NEARNESS,
      ...OF_RESOURCE,
      ...OF_METADATA,
      ...REGISTRATION,
      ...CALLS,
      ...PERSON,
      'issuer-discovery.ts',
    ];
    expect(needed.filter((file) => !files.includes(file))).toEqual([]);
    expect(files.filter((file) => PROOFS.includes(file))).toEqual([]);
  });

  it('the code of the session, when an app imports only the functions of the protocol', async () => {
    const jobs = [
      'createAuthorizationRequest',
      'validateAuthorizationResponse',
      'exchangeCode',
      'refreshToken',
    ];
    const files = await filesOf(jobs);
    const absent = ['session.ts', 'tab-ownership.ts', 'discovery.ts', 'grant-holder.ts'];
    expect(files.filter((file) => absent.includes(file))).toEqual([]);
  });
});

/** The functions that an app needs after it has found the server. */
const SHARED = [
  'createAuthorizationRequest',
  'savePendingAuthorization',
  'validateAuthorizationResponse',
  'exchangeCode',
  'refreshToken',
];

/** Code that only some apps need. Its function names and protocol words prove that a bundle contains the code. */
const CODE = {
  'RFC 9728 metadata': ['function discover(', 'authorization_servers', 'oauth-protected-resource'],
  'the challenge of a resource server': ['function parseBearerChallenge('],
  'authorization server metadata': ['code_challenge_methods_supported', 'openid-configuration'],
  'discovery by issuer': ['function discoverIssuer(', 'metadataUrl'],
  'configured endpoints': ['function configuredServer('],
};
type Code = keyof typeof CODE;

describe('an app that imports the functions of only one way to find the authorization server', () => {
  it.each<[string, string, Code[]]>([
    [
      'by resource',
      'discover',
      ['RFC 9728 metadata', 'the challenge of a resource server', 'authorization server metadata'],
    ],
    ['by issuer', 'discoverIssuer', ['authorization server metadata', 'discovery by issuer']],
    ['by configuration', 'configuredServer', ['configured endpoints']],
  ])('%s: bundles only the code for this way', async (_way, found, needed) => {
    const code = (await bundle([found, ...SHARED])).map((chunk) => chunk.code).join('\n');
    const held = Object.entries(CODE).flatMap(([name, marks]) => {
      const seen = marks.filter((mark) => code.includes(mark));
      if (seen.length > 0) expect(seen, name).toEqual(marks);
      return seen.length > 0 ? [name] : [];
    });
    expect(held.sort()).toEqual([...needed].sort());
  });
});
