import { Button } from '../../../../ui/Button.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import type { Tampering } from '../../../machine/run/run.ts';
import { useAction } from '../../../machine/use-action.tsx';

const WAYS: { name: string; tampering: Tampering }[] = [
  { name: 'Leave everything as it is', tampering: {} },
  {
    name: 'Change the state',
    tampering: { answer: ({ searchParams }) => searchParams.set('state', 'of-somebody-else') },
  },
  {
    name: 'Change the issuer',
    tampering: { answer: ({ searchParams }) => searchParams.set('iss', 'https://elsewhere.example') },
  },
  {
    name: 'Change the redirect_uri',
    tampering: {
      request: ({ searchParams }) => searchParams.set('redirect_uri', 'https://elsewhere.example/'),
    },
  },
];

/** One sign-in a button, each with something else changed on its way. */
export default function Exercise({ machine }: ExerciseProps) {
  const { pending, failure, start } = useAction(machine);
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap gap-2">
        {WAYS.map(({ name, tampering }, index) => (
          <Button
            key={name}
            variant={index === 0 ? 'primary' : 'secondary'}
            pending={pending}
            onClick={() => start(() => machine.start().signIn(tampering))}
          >
            {name}
          </Button>
        ))}
      </div>
      {failure}
    </div>
  );
}
