import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import type { TakenCall } from './interrupted-call.ts';

/** Says why an interrupted call is not repeated automatically, without showing its arguments. */
export function NotRepeated({
  taken,
  onRepeat,
}: {
  taken: TakenCall;
  onRepeat(values: Record<string, unknown>): void;
}) {
  switch (taken.kind) {
    case 'repeat':
      return null;
    case 'offer':
      return (
        <Notice tone="wait" title="The call was not repeated yet: no server says who signed in">
          <p>If you made the call, repeat it. It sends what was typed before the sign-in.</p>
          <div className="mt-3">
            <Button onClick={() => onRepeat(taken.arguments)}>Repeat the call</Button>
          </div>
        </Notice>
      );
    case 'another person':
      return (
        <Notice tone="wait" title="The call was not repeated, because another person signed in">
          What was typed before belonged to the person who made the call. It was not sent, and it is gone.
        </Notice>
      );
    default:
      return taken satisfies never;
  }
}
