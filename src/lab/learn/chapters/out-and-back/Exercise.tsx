import { Button } from '../../../../ui/Button.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import type { Tampering } from '../../../machine/run/run.ts';
import { useAction } from '../../../machine/use-action.tsx';

const WAYS: { name: string; tampering: Tampering }[] = [
  { name: 'Change nothing', tampering: {} },
  {
    name: 'Change the state',
    tampering: { response: ({ searchParams }) => searchParams.set('state', 'of-another-tab') },
  },
  {
    name: 'Change the issuer',
    tampering: { response: ({ searchParams }) => searchParams.set('iss', 'https://elsewhere.example') },
  },
  {
    name: 'Change the redirect_uri',
    tampering: {
      request: ({ searchParams }) => searchParams.set('redirect_uri', 'https://elsewhere.example/'),
    },
  },
];

/** Each button starts a sign-in and changes one parameter on the way. */
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
