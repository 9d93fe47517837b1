import { EXIT, type ExitCode } from './exit-code.ts';
import type { CheckResult } from './run-check.ts';

/** How a check ended: the exit code, and why in a sentence. */
export interface Ending {
  exitCode: ExitCode;
  says: string;
  /** The rules that made it end with “broken”. */
  brokenRules: readonly string[];
}

/**
 * A broken rule counts more than what could not be tested: it was seen. A server that did not respond at all is not
 * called broken, since nothing of it was seen.
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
    return { exitCode: EXIT.broken, says: `${rules}.`, brokenRules: broken.map(({ id }) => id) };
  }
  if (untested.length) return { exitCode: EXIT.untested, says: untested.join(' '), brokenRules: [] };
  return { exitCode: EXIT.kept, says: saysKept(failOn), brokenRules: [] };
}

function saysKept(failOn: CheckResult['options']['failOn']): string {
  switch (failOn) {
    case 'must':
      return 'No MUST that was tested is broken.';
    case 'should':
      return 'No rule that was tested is broken.';
    case 'never':
      return 'The check was made. With --fail-on never, a broken rule is reported only.';
    default:
      return failOn satisfies never;
  }
}
