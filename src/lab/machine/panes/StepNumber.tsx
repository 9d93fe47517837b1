import { STEPS, type Step } from './steps.ts';

/** Shows the number of the step that a message belongs to, if it belongs to a step. */
export function StepNumber({ step }: { step: Step | undefined }) {
  if (step === undefined) return null;
  return (
    <span className="mr-1.5 font-mono font-normal text-soft" title={STEPS[step]}>
      <span className="sr-only">step </span>
      {step}
    </span>
  );
}
