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
 * Holds the run to more than the suite does, which looks at failed checks alone: every required scenario was
 * played to its end in the browser, something was checked in it, and no check warns.
 *
 * @returns what is wrong, a line each.
 */
export function judge(results: string, outcomes: ReadonlyMap<string, string | undefined>): string[] {
  return requiredScenarios().flatMap((scenario) => {
    if (!outcomes.has(scenario)) return [`${scenario} was not played.`];
    const failure = outcomes.get(scenario);
    const checks = checksOf(results, scenario);
    const warnings = checks.filter(({ status }) => status === 'WARNING');
    return [
      ...(checks.some(({ status }) => status === 'SUCCESS') ? [] : [`${scenario}: nothing was checked.`]),
      ...(failure === undefined ? [] : [`${scenario} did not end in the browser as it should: ${failure}`]),
      ...warnings.map(({ id, description }) => `${scenario} warns: ${id}: ${description}`),
    ];
  });
}

/** How many checks of the required scenarios passed; the suite's own total counts the others as well. */
export function summary(results: string): string {
  const required = requiredScenarios();
  const passed = required
    .flatMap((scenario) => checksOf(results, scenario))
    .filter(({ status }) => status === 'SUCCESS').length;
  return `${required.length} required scenarios, ${passed} checks passed. What is marked as failed above is not required: see README.md of e2e/conformance.`;
}

/** What the revision demands of a client, from the suite's own list. */
function requiredScenarios(): string[] {
  const suite = dirname(
    createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json'),
  );
  const [, required = ''] = readFileSync(join(suite, 'requirements', `${REVISION}.yaml`), 'utf8').split(
    '\nclient:\n',
  );
  const names = [...(required.split(/\n\n/)[0] ?? '').matchAll(/^ +- (\S+)$/gm)].map(([, name = '']) => name);
  if (!names.length) throw new Error('The suite lists no required scenarios where they were.');
  return names;
}

function checksOf(results: string, scenario: string): Check[] {
  return globSync(`${scenario}-20*/checks.json`, { cwd: results }).flatMap((file) =>
    JSON.parse(readFileSync(join(results, file), 'utf8')),
  );
}
