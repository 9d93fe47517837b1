import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { REVISION } from './addresses.ts';

interface Check {
  id: string;
  status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
  description: string;
  errorMessage?: string;
}

/**
 * Judges the results more strictly than the suite, which looks only at failed checks. Every required scenario must have
 * checks, no check may warn, and the scenario must end in the browser without a failure.
 *
 * @returns a sentence for each problem.
 */
export function judge(results: string, outcomes: ReadonlyMap<string, string | undefined>): string[] {
  return scenariosToPass().flatMap((scenario) => {
    if (!outcomes.has(scenario)) return [`${scenario} was not played.`];
    const failure = outcomes.get(scenario);
    const checks = checksOf(results, scenario);
    // Optional scenarios also count, although the suite itself ignores their failures.
    const complaints = checks.filter(({ status }) => status === 'WARNING' || status === 'FAILURE');
    return [
      ...(checks.some(({ status }) => status === 'SUCCESS') ? [] : [`${scenario}: nothing was checked.`]),
      ...(failure === undefined ? [] : [`${scenario} did not end in the browser as it should: ${failure}`]),
      ...complaints.map(({ id, status, description }) => `${scenario}: ${status} of ${id}: ${description}`),
    ];
  });
}

/** States the passed checks of the scenarios that must pass here. The total of the suite includes all scenarios. */
export function summary(results: string): string {
  const required = scenariosToPass();
  const passed = required
    .flatMap((scenario) => checksOf(results, scenario))
    .filter(({ status }) => status === 'SUCCESS').length;
  return `${required.length} scenarios, ${passed} checks passed. What is marked as failed above is not required: see README.md of e2e/conformance.`;
}

/** Scenarios of an extension that this app implements. The suite runs them, but they do not affect its verdict. */
const OPTIONAL = ['auth/dpop', 'auth/dpop-nonce'];

/** The scenarios that this app has to pass: those that the suite lists for the revision, and two optional ones. */
function scenariosToPass(): string[] {
  const suite = dirname(
    createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json'),
  );
  const [, required = ''] = readFileSync(join(suite, 'requirements', `${REVISION}.yaml`), 'utf8').split(
    '\nclient:\n',
  );
  const names = [...(required.split(/\n\n/)[0] ?? '').matchAll(/^ +- (\S+)$/gm)].map(([, name = '']) => name);
  if (!names.length) throw new Error('The suite has moved its list of required scenarios.');
  return [...names, ...OPTIONAL];
}

function checksOf(results: string, scenario: string): Check[] {
  return globSync(`${scenario}-20*/checks.json`, { cwd: results }).flatMap((file) =>
    JSON.parse(readFileSync(join(results, file), 'utf8')),
  );
}
