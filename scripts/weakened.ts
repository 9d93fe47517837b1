import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

// `npm run weakened`: a copy of src/oauth without one of its defences must turn tests red, whichever it is.

/** A defence taken out: the text that holds it, and what stands there instead. */
interface Weakness {
  name: string;
  file: string;
  text: string;
  weak: string;
  /** The test files that have to notice, below `src/oauth`. */
  tests: readonly string[];
}

const WEAKNESSES: readonly Weakness[] = [
  {
    name: 'takes an answer whose state nobody issued',
    file: 'pending-authorization.ts',
    text: 'const key = PREFIX + state;',
    weak: "const key = pendingKeys(storage)[0] ?? '';\n  void state;",
    tests: ['authorization-response.test.ts'],
  },
  {
    name: 'does not compare the issuer of an answer',
    file: 'authorization-response.ts',
    text: 'if (!isIssuer(server, iss)) {',
    weak: 'if (iss === undefined) {',
    tests: ['authorization-response.test.ts'],
  },
  {
    name: 'does without the issuer that a server promised',
    file: 'authorization-response.ts',
    text: 'if (!server.issParameterSupported) return;',
    weak: 'if (server) return;',
    tests: ['authorization-response.test.ts'],
  },
  {
    name: 'takes the metadata of any issuer',
    file: 'metadata.ts',
    text: 'if (json.issuer !== expected) {',
    weak: "if (typeof json.issuer !== 'string') {",
    tests: ['discovery.test.ts'],
  },
  {
    name: 'uses the verifier as state',
    file: 'authorization-request.ts',
    text: 'const state = encodeBase64Url(platform.randomBytes(32));',
    weak: 'const state = codeVerifier;',
    tests: ['authorization-request.test.ts'],
  },
  {
    name: 'does not delete the record of a sign-in',
    file: 'pending-authorization.ts',
    text: 'deleteRecord(storage, key);\n  return pending;',
    weak: 'return pending;',
    tests: ['authorization-response.test.ts', 'pending-authorization.test.ts'],
  },
  {
    name: 'follows redirects',
    file: 'json-request.ts',
    text: '      redirect,\n',
    weak: "      redirect: 'follow',\n",
    tests: ['token-endpoint.test.ts', 'discovery.test.ts'],
  },
  {
    name: 'refreshes twice at once',
    file: 'session.ts',
    text: 'const refresh = singleFlight(platform, renew);',
    weak: 'const refresh = renew;',
    tests: ['session.test.ts'],
  },
  {
    name: 'signs in where S256 is not advertised',
    file: 'metadata.ts',
    text: "if (!Array.isArray(methods) || !methods.includes('S256')) {",
    weak: 'if (methods === null) {',
    tests: ['discovery.test.ts'],
  },
  {
    name: 'leaves the resource out of the token request',
    file: 'token-endpoint.ts',
    text: 'resource: pending.resource,',
    weak: '',
    tests: ['token-endpoint.test.ts'],
  },
  {
    name: 'presents the secret of one issuer to another',
    file: 'client-registration.ts',
    text: 'oauth:client:$' + '{issuer}',
    weak: 'oauth:client:$' + '{issuer.slice(0, 0)}',
    tests: ['client-registration.test.ts', 'issuer-binding.test.ts'],
  },
  {
    name: 'takes an answer to the sign-in of another server',
    file: 'sign-in.ts',
    text: "if (pending.serverUrl !== serverUrl) throw new OAuthError('unknown_state');",
    weak: '',
    tests: ['several-servers.test.ts'],
  },
  {
    name: 'returns to any address',
    file: 'return-to.ts',
    text: "return stays && !callback.pathname.endsWith(target.pathname) ? path : '/';",
    weak: 'return stays ? path : returnTo;',
    tests: ['return-to.test.ts'],
  },
  {
    name: 'leaves the code in the address',
    file: 'authorization-response.ts',
    text: 'platform.replaceUrl(pathname);',
    weak: '',
    tests: ['sign-in.test.ts'],
  },
  {
    name: 'does not compare the nonce of the ID token',
    file: 'id-token.ts',
    text: 'claims.nonce === nonce &&',
    weak: '',
    tests: ['id-token.test.ts'],
  },
  {
    name: 'takes wider scopes from a refresh',
    file: 'grant-record.ts',
    text: 'scopes?.filter((scope) => record.scopes.includes(scope))',
    weak: 'scopes',
    tests: ['session.test.ts'],
  },
  {
    name: 'uses the refresh token of the tab it was copied from',
    file: 'session.ts',
    text: 'const original = await claimTab(platform);',
    weak: 'const original = true;',
    tests: ['several-tabs.test.ts'],
  },
  {
    name: 'sleeps through a sign-out',
    file: 'sign-out-mark.ts',
    text: "return typeof mark === 'string' ? mark : undefined;",
    weak: 'return typeof mark === "string" ? undefined : undefined;',
    tests: ['several-tabs.test.ts'],
  },
  {
    name: 'keeps a sign-in that a sign-out elsewhere overtook',
    file: 'session.ts',
    text: 'if (signOuts === before) {\n        const earlier',
    weak: 'if (signOuts >= 0) {\n        const earlier',
    tests: ['overtaken.test.ts'],
  },
  {
    name: 'steps up without end',
    file: 'session.ts',
    text: 'if (pointless || stepUps >= MOST_STEP_UPS)',
    weak: 'if (pointless && stepUps > Number.MAX_VALUE)',
    tests: ['step-up.test.ts'],
  },
];

const ROOT = join(import.meta.dirname, '..');
const COPIES = join(ROOT, '.weakened');

interface Report {
  testResults: { name: string; assertionResults: { status: string; title: string }[] }[];
}

/** Copies `src/oauth` and takes one defence out. @throws Error when the text that held it is gone. */
function weaken({ name, file, text, weak }: Weakness, copy: string): void {
  cpSync(join(ROOT, 'src/oauth'), copy, { recursive: true });
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  if (source.split(text).length !== 2) {
    throw new Error(
      `“${name}”: ${file} does not hold its text once any more. Name it anew in scripts/weakened.ts.`,
    );
  }
  writeFileSync(
    path,
    source.replace(text, () => weak),
  );
}

rmSync(COPIES, { recursive: true, force: true });
const copyOf = (index: number) => join(COPIES, String(index));
WEAKNESSES.forEach((weakness, index) => {
  weaken(weakness, copyOf(index));
});
mkdirSync(COPIES, { recursive: true });
const reportFile = join(COPIES, 'report.json');
const files = WEAKNESSES.flatMap(({ tests }, index) =>
  tests.map((test) => relative(ROOT, join(copyOf(index), test))),
);
spawnSync(
  'vitest',
  [
    'run',
    '--config',
    'scripts/mutation/vitest.config.ts',
    '--reporter=json',
    `--outputFile=${reportFile}`,
    ...files,
  ],
  { cwd: ROOT, stdio: 'ignore' },
);
const report: Report = JSON.parse(readFileSync(reportFile, 'utf8'));
let unnoticed = 0;
WEAKNESSES.forEach(({ name }, index) => {
  const results = report.testResults.filter((result) => result.name.startsWith(`${copyOf(index)}/`));
  const assertions = results.flatMap(({ assertionResults }) => assertionResults);
  const [red] = assertions.filter(({ status }) => status === 'failed');
  if (!red) unnoticed += 1;
  process.stdout.write(
    red
      ? `red    ${name}\n       ${red.title}\n`
      : `GREEN  ${name}: ${assertions.length} tests, and none noticed\n`,
  );
});
rmSync(COPIES, { recursive: true, force: true });
process.stdout.write(
  `${WEAKNESSES.length - unnoticed} of ${WEAKNESSES.length} weakened copies were noticed.\n`,
);
process.exitCode = unnoticed ? 1 : 0;
