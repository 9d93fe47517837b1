import { CircleCheck, CircleHelp, CircleX, Lightbulb } from 'lucide-react';
import type { Finding } from './engine/findings.ts';

/** How a finding looks, and the word for it: never told by colour alone. */
export function lookOf({ result, severity }: Pick<Finding, 'result' | 'severity'>) {
  if (result === 'pass') return { Icon: CircleCheck, ink: 'text-ok', word: 'kept' };
  if (result === 'not testable') return { Icon: CircleHelp, ink: 'text-soft', word: 'not testable' };
  return severity === 'must'
    ? { Icon: CircleX, ink: 'text-bad', word: 'Broken' }
    : { Icon: Lightbulb, ink: 'text-wait', word: 'Advice' };
}

export function FindingIcon({ finding }: { finding: Finding }) {
  const { Icon, ink, word } = lookOf(finding);
  return (
    <>
      <Icon aria-hidden className={`mt-0.5 size-5 shrink-0 ${ink}`} />
      <span className="sr-only">{word}: </span>
    </>
  );
}
