import { EXIT, type ExitCode } from './exit-code.ts';
import type { CheckResult } from './run-check.ts';

export interface Ending {
  exitCode: ExitCode;
  says: string;
  /** The broken rules that set the exit code. */
  brokenRules: readonly string[];
  /** Why requested tests did not run, in sentences. */
  untested: readonly string[];
}

/**
 * Decides the exit code. A broken rule takes precedence over a test that could not run, because the violation was
 * observed. A server that did not respond at all breaks no rule, because nothing was observed.
 */
export function endingOf({ options, findings, responded, untested }: Omit<CheckResult, 'log'>): Ending {
  const { failOn, selection } = options;
  const broken = findings.filter(
    (finding) =>
      selection.includes(finding) &&
      finding.result === 'fail' &&
      (failOn === 'should' || (failOn === 'must' && finding.severity === 'must')),
  );
  if (broken.length && responded) {
    const rules = broken.length === 1 ? '1 rule is broken' : `${broken.length} rules are broken`;
    return { exitCode: EXIT.broken, says: `${rules}.`, brokenRules: broken.map(({ id }) => id), untested };
  }
  if (untested.length)
    return { exitCode: EXIT.untested, says: untested.join(' '), brokenRules: [], untested };
  return { exitCode: EXIT.kept, says: saysKept(failOn), brokenRules: [], untested };
}

function saysKept(failOn: CheckResult['options']['failOn']): string {
  switch (failOn) {
    case 'must':
      return 'No MUST that was tested is broken.';
    case 'should':
      return 'No rule that was tested is broken.';
    case 'never':
      return 'The check is complete. With --fail-on never, a broken rule does not change the exit code.';
    default:
      return failOn satisfies never;
  }
}
