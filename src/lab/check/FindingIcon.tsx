import { CircleCheck, CircleHelp, CircleX, Lightbulb } from 'lucide-react';
import type { Finding } from './engine/findings.ts';

/** The icon, the colour and the word for a finding. Not every reader can distinguish the colours. */
export function appearanceOf({ result, severity }: Pick<Finding, 'result' | 'severity'>) {
  if (result === 'pass') return { Icon: CircleCheck, ink: 'text-ok', word: 'kept' };
  if (result === 'not testable') return { Icon: CircleHelp, ink: 'text-soft', word: 'not testable' };
  return severity === 'must'
    ? { Icon: CircleX, ink: 'text-bad', word: 'Broken' }
    : { Icon: Lightbulb, ink: 'text-wait', word: 'Advice' };
}

export function FindingIcon({ finding }: { finding: Finding }) {
  const { Icon, ink, word } = appearanceOf(finding);
  return (
    <>
      <Icon aria-hidden className={`mt-0.5 size-5 shrink-0 ${ink}`} />
      <span className="sr-only">{word}: </span>
    </>
  );
}
