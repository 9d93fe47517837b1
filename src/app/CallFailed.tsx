import { callFailure } from '../mcp/call-failure.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { FailedRequest } from './FailedRequest.tsx';
import { NeedsPermission } from './NeedsPermission.tsx';
import { NeedsSignIn } from './NeedsSignIn.tsx';
import { VisitPage } from './VisitPage.tsx';

/**
 * Says why a call failed, and what the user can do.
 *
 * @param what the action that failed, as shown to the user: the title of a tool, or a phrase such as "Listing the
 * tools".
 * @param interrupt stores the call, and returns the path that continues it.
 * @param onAgain repeats the call; absent if the page has its own button for this.
 * @param afterwards what happens when the user comes back from a sign-in, if the call is not repeated.
 */
export function CallFailed({
  error,
  what,
  interrupt,
  onAgain,
  afterwards,
}: {
  error: unknown;
  what: string;
  interrupt(): string;
  onAgain?: (() => void) | undefined;
  afterwards?: string | undefined;
}) {
  const failure = callFailure(error);
  switch (failure.kind) {
    case 'needs permission':
      return (
        <NeedsPermission
          scopes={failure.scopes}
          said={failure.said}
          what={what}
          interrupt={interrupt}
          afterwards={afterwards}
        />
      );
    case 'needs a sign-in':
      return (
        <NeedsSignIn
          challenge={failure.challenge}
          said={failure.said}
          what={what}
          interrupt={interrupt}
          afterwards={afterwards}
        />
      );
    case 'needs a visit':
      return (
        <Notice tone="wait" title="The server wants you to visit a page first">
          {failure.pages.map(({ message, url }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the pages of a failure have no IDs, and their order never changes.
            <VisitPage key={index} message={message} url={url} />
          ))}
          {onAgain && (
            <div className="mt-3">
              <Button onClick={onAgain}>I have visited the page: call again</Button>
            </div>
          )}
        </Notice>
      );
    case 'signed out':
      return (
        <Notice tone="wait" title="Your session has ended">
          Sign in again to go on.
        </Notice>
      );
    case 'cancelled':
      return (
        <Notice tone="info" title="You cancelled the call">
          The app told the server to stop. The server may already have carried out a part of the call.
        </Notice>
      );
    case 'failed':
      return <FailedRequest failure={failure} interrupt={interrupt} />;
    default:
      return failure satisfies never;
  }
}

export function reasonOf(error: unknown): string {
  const failure = callFailure(error);
  return failure.kind === 'failed' ? failure.message : REASONS[failure.kind];
}

const REASONS = {
  'needs permission': 'This needs one more permission.',
  'needs a sign-in': 'This needs a sign-in.',
  'needs a visit': 'The server wants you to visit a page first.',
  cancelled: 'You cancelled it.',
  'signed out': 'Your session has ended.',
};
