import { Button } from '../../../ui/Button.tsx';
import type { ExerciseProps } from '../../machine.ts';
import type { RunOptions } from '../../run/run.ts';
import { useAction } from '../../use-action.tsx';

type Doctor = NonNullable<RunOptions['doctor']>;

const isServerMetadata = (url: string) => url.includes('oauth-authorization-server');

const DOCUMENTS: { name: string; doctor: Doctor }[] = [
  { name: 'Serve the honest document', doctor: (_url, document) => document },
  {
    name: 'Take S256 out',
    doctor: (url, document) =>
      isServerMetadata(url) ? { ...document, code_challenge_methods_supported: ['plain'] } : document,
  },
  {
    name: 'Put another issuer in',
    doctor: (url, document) =>
      isServerMetadata(url) ? { ...document, issuer: 'https://elsewhere.example' } : document,
  },
];

/** Three documents on their way to the client, which decides for itself. */
export default function Exercise({ machine }: ExerciseProps) {
  const { pending, failure, start } = useAction();
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap gap-2">
        {DOCUMENTS.map(({ name, doctor }, index) => (
          <Button
            key={name}
            variant={index === 0 ? 'primary' : 'secondary'}
            pending={pending}
            onClick={() => start(async () => void (await machine.start({ doctor }).obtainAnswer()))}
          >
            {name}
          </Button>
        ))}
      </div>
      {failure}
    </div>
  );
}
