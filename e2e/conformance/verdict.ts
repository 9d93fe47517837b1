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
 * Judges more strictly than the suite, which looks only at failed checks: every required scenario must be completed in
 * the browser and have checks, and no check may warn.
 *
 * @returns the problems, one per line.
 */
export function judge(results: string, outcomes: ReadonlyMap<string, string | undefined>): string[] {
  return scenariosToPass().flatMap((scenario) => {
    if (!outcomes.has(scenario)) return [`${scenario} was not played.`];
    const failure = outcomes.get(scenario);
    const checks = checksOf(results, scenario);
    // The suite ignores failures of the optional scenarios.
    const complaints = checks.filter(({ status }) => status === 'WARNING' || status === 'FAILURE');
    return [
      ...(checks.some(({ status }) => status === 'SUCCESS') ? [] : [`${scenario}: nothing was checked.`]),
      ...(failure === undefined ? [] : [`${scenario} did not end in the browser as it should: ${failure}`]),
      ...complaints.map(({ id, status, description }) => `${scenario}: ${status} of ${id}: ${description}`),
    ];
  });
}

/** The number of passed checks of these scenarios; the total of the suite includes other scenarios. */
export function summary(results: string): string {
  const required = scenariosToPass();
  const passed = required
    .flatMap((scenario) => checksOf(results, scenario))
    .filter(({ status }) => status === 'SUCCESS').length;
  return `${required.length} scenarios, ${passed} checks passed. What is marked as failed above is not required: see README.md of e2e/conformance.`;
}

/** Scenarios of an extension that this app implements. The suite runs them and does not count them. */
const OPTIONAL = ['auth/dpop', 'auth/dpop-nonce'];

/** What this app has to pass: the requirements of the revision for a client, from the list of the suite, and more. */
function scenariosToPass(): string[] {
  const suite = dirname(
    createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json'),
  );
  const [, required = ''] = readFileSync(join(suite, 'requirements', `${REVISION}.yaml`), 'utf8').split(
    '\nclient:\n',
  );
  const names = [...(required.split(/\n\n/)[0] ?? '').matchAll(/^ +- (\S+)$/gm)].map(([, name = '']) => name);
  if (!names.length) throw new Error('The list of required scenarios is not where the suite had it before.');
  return [...names, ...OPTIONAL];
}

function checksOf(results: string, scenario: string): Check[] {
  return globSync(`${scenario}-20*/checks.json`, { cwd: results }).flatMap((file) =>
    JSON.parse(readFileSync(join(results, file), 'utf8')),
  );
}
