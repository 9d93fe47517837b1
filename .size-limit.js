import { existsSync, readFileSync } from 'node:fs';

/** The chunks that `index.html` loads before the first paint, as the manifest of the build lists them. */
function initialChunks(manifest) {
  const chunks = new Set();
  const add = (key) => {
    if (chunks.has(key)) return;
    chunks.add(key);
    for (const imported of manifest[key].imports ?? []) add(imported);
  };
  add('index.html');
  return [...chunks].map((key) => `${folder}/${manifest[key].file}`);
}

// `scripts/size.ts` names the folder.
const folder = process.env.MEASURED_BUILD;
const manifest = JSON.parse(readFileSync(`${folder}/.vite/manifest.json`, 'utf8'));
const beforeFirstPaint = initialChunks(manifest);
// A chunk without a source map contains code of the bundler.
for (const chunk of beforeFirstPaint.filter((path) => existsSync(`${path}.map`))) {
  const { sources } = JSON.parse(readFileSync(`${chunk}.map`, 'utf8'));
  // The page fetches this chunk during the exchange of the code, and no sooner.
  if (sources.some((source) => source.includes('/node_modules/@modelcontextprotocol/'))) {
    throw new Error(`The MCP SDK is in ${chunk}, which the first paint waits for.`);
  }
}
const react = ['react', 'react/jsx-runtime'];
const door = { 'src/oauth/index.ts': '*' };
/** A sign-in that calls functions of `src/oauth` directly; one of them finds the server. */
const signInWith = (find) =>
  `{ ${find}, createAuthorizationRequest, savePendingAuthorization, validateAuthorizationResponse, exchangeCode, refreshToken }`;

export default [
  {
    name: 'src/oauth, the four jobs: start from an MCP server URL, callback, refresh, token',
    path: 'src/oauth/index.ts',
    import: signInWith('discover'),
    gzip: true,
    // DPoP costs these functions nothing. They read from the metadata whether requests have to be pushed.
    limit: '7.84 kB',
  },
  ...[
    ['resource', 'byResource', '15.34 kB'],
    ['issuer', 'byIssuer', '13.81 kB'],
    ['configuration', 'byConfiguration', '12.68 kB'],
  ].map(([name, way, limit]) => ({
    name: `src/oauth, a session by ${name}`,
    path: 'src/oauth/index.ts',
    import: `{ composeSession, browserPlatform, ${way} }`,
    gzip: true,
    limit,
  })),
  {
    name: 'src/oauth, the four jobs by issuer',
    path: 'src/oauth/index.ts',
    import: signInWith('discoverIssuer'),
    gzip: true,
    limit: '6.66 kB',
  },
  {
    name: 'src/oauth, the four jobs by configured endpoints',
    path: 'src/oauth/index.ts',
    import: signInWith('configuredServer'),
    gzip: true,
    limit: '5.39 kB',
  },
  {
    name: 'src/oauth, everything that index.ts exports',
    path: 'src/oauth/index.ts',
    import: door,
    gzip: true,
    // See docs/decisions/0004-size-of-the-public-door.md.
    limit: '19.52 kB',
  },
  {
    name: 'src/oauth with react/',
    path: 'src/oauth/index.ts',
    import: {
      ...door,
      'src/oauth/react/CallbackPage.tsx': '{ CallbackPage }',
      'src/oauth/react/RequireSession.tsx': '{ RequireSession }',
      'src/oauth/react/SessionProvider.tsx': '{ SessionProvider, useSession }',
    },
    ignore: react,
    gzip: true,
    limit: '19.85 kB',
  },
  {
    name: 'JavaScript before first paint',
    path: beforeFirstPaint,
    // This file is already bundled and minified, so the limit applies to the file as served.
    disablePlugins: ['@size-limit/esbuild'],
    gzip: true,
    // See docs/decisions/0004-size-of-the-public-door.md.
    limit: existsSync('src/lab') ? '142.27 kB' : '135.25 kB',
  },
];
