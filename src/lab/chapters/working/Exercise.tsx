import { Button } from '../../../ui/Button.tsx';
import type { ExerciseProps } from '../../machine.ts';
import { useAction } from '../../use-action.tsx';

/** One button that runs the whole flow, slowly enough to follow. */
export default function Exercise({ machine }: ExerciseProps) {
  const { pending, failure, start } = useAction();
  return (
    <div className="grid justify-items-start gap-3">
      <Button
        variant="primary"
        pending={pending}
        onClick={() =>
          start(async () => {
            const run = machine.start();
            await run.signIn();
            await run.callTool('whoami');
          })
        }
      >
        Run the sign-in
      </Button>
      {failure}
    </div>
  );
}
