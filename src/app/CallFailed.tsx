import { callFailure } from '../mcp/call-failure.ts';
import { Notice } from '../ui/Notice.tsx';
import { ServerText } from '../ui/ServerText.tsx';
import { NeedsPermission } from './NeedsPermission.tsx';

/**
 * Why a server did not do what it was asked, and the way on.
 *
 * @param what was asked for, in the reader's words.
 * @param interrupt keeps what was under way. @returns the path that goes on with it.
 */
export function CallFailed({
  error,
  what,
  interrupt,
}: {
  error: unknown;
  what: string;
  interrupt(): string;
}) {
  const failure = callFailure(error);
  switch (failure.kind) {
    case 'needs permission':
      return <NeedsPermission scopes={failure.scopes} what={what} interrupt={interrupt} />;
    case 'signed out':
      return (
        <Notice tone="wait" title="Your session has ended">
          Sign in again to go on.
        </Notice>
      );
    case 'failed':
      return (
        <Notice tone="bad" title="The call failed">
          <ServerText text={failure.message} kind="description" />
        </Notice>
      );
    default:
      return failure satisfies never;
  }
}

/** The same in one sentence. */
export function reasonOf(error: unknown): string {
  const failure = callFailure(error);
  switch (failure.kind) {
    case 'needs permission':
      return 'This needs a permission you have not given.';
    case 'signed out':
      return 'Your session has ended.';
    case 'failed':
      return failure.message;
    default:
      return failure satisfies never;
  }
}
