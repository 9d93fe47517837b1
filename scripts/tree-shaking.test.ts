import { basename, join } from 'node:path';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';

/** The names of the files whose code is in a bundle of these exports of `src/oauth/index.ts` for production. */
async function filesOf(names: readonly string[]): Promise<string[]> {
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
  return built.output
    .flatMap((file) => (file.type === 'chunk' ? Object.entries(file.modules) : []))
    .filter(([, { code }]) => code)
    .map(([id]) => basename(id));
}

describe('a bundler leaves out', () => {
  const SESSION = ['composeSession', 'browserPlatform'];
  const OF_RESOURCE = ['bearer-challenge.ts', 'resource-metadata.ts'];
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

  it.each([
    ['discover', ['issuer-discovery.ts']],
    ['discoverIssuer', OF_RESOURCE],
    ['configuredServer', [...OF_RESOURCE, ...OF_METADATA]],
  ])(
    'the session and other ways, when an app imports functions of the protocol and %s',
    async (way, absent) => {
      const jobs = [
        'createAuthorizationRequest',
        'validateAuthorizationResponse',
        'exchangeCode',
        'refreshToken',
      ];
      const files = await filesOf([way, 'savePendingAuthorization', ...jobs]);
      const ofSession = ['session.ts', 'tab-ownership.ts', 'grant-holder.ts'];
      expect(files.filter((file) => [...absent, ...ofSession, ...PROOFS].includes(file))).toEqual([]);
    },
  );
});
