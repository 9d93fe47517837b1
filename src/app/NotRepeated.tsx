import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import type { TakenCall } from './interrupted-call.ts';

/** Says why the app does not repeat an interrupted call automatically. Does not show the arguments of the call. */
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
          <p>If you made the call, repeat it. The call sends what was typed before the sign-in.</p>
          <div className="mt-3">
            <Button onClick={() => onRepeat(taken.arguments)}>Repeat the call</Button>
          </div>
        </Notice>
      );
    case 'another person':
      return (
        <Notice tone="wait" title="The call was not repeated, because another person may have signed in">
          The earlier input belonged to the person who made the call. This app did not send it, and has
          deleted it.
        </Notice>
      );
    default:
      return taken satisfies never;
  }
}
