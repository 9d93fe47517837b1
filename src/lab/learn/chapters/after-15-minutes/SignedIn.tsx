import { Button } from '../../../../ui/Button.tsx';

/** What can be done after a sign-in, in the order in which it makes sense. */
export function SignedIn({
  pending,
  clockMoved,
  onAdvance,
  onSend,
  onCall,
  onSteal,
}: {
  pending: boolean;
  clockMoved: boolean;
  onAdvance(minutes: number): void;
  onSend(which: 'firstCall' | 'newestCall'): void;
  onCall(): void;
  onSteal(): void;
}) {
  return (
    <ol className="grid list-decimal gap-2 pl-6 marker:text-soft">
      <li>
        <Button
          variant={clockMoved ? 'secondary' : 'primary'}
          pending={pending}
          busy={false}
          onClick={() => onAdvance(16)}
        >
          Advance the clock by 16 minutes
        </Button>
      </li>
      <li>
        <Button pending={pending} onClick={() => onSend('firstCall')}>
          Send the old call again
        </Button>{' '}
        <span className="text-soft text-sm">with the first access token</span>
      </li>
      <li>
        <Button pending={pending} onClick={onCall}>
          Call with the client
        </Button>{' '}
        <span className="text-soft text-sm">with a token that it renews if it has to</span>
      </li>
      <li>
        <Button pending={pending} onClick={onSteal}>
          As a thief, send the first refresh token
        </Button>{' '}
        <span className="text-soft text-sm">which the client has used by now, if you took step 3</span>
      </li>
      <li>
        <Button pending={pending} onClick={() => onSend('newestCall')}>
          Send the newest call again
        </Button>{' '}
        <span className="text-soft text-sm">with the access token of step 3</span>
      </li>
    </ol>
  );
}
