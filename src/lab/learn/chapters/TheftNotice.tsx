import type { ReactNode } from 'react';
import { Notice } from '../../../ui/Notice.tsx';
import { answerOf, type Exchange, membersOf } from '../../machine/wire/exchange.ts';

/** How a thief's token request ended, once it was answered. */
export function TheftNotice({
  theft,
  children,
}: {
  theft: Exchange | undefined;
  children?(succeeded: boolean): ReactNode;
}) {
  const answer = theft && answerOf(theft);
  if (!answer) return null;
  const succeeded = answer.status === 200;
  return (
    <Notice
      tone={succeeded ? 'bad' : 'ok'}
      title={
        succeeded
          ? 'The thief has tokens'
          : `The thief got ${answer.status} ${String(membersOf(answer).error)}`
      }
    >
      {children?.(succeeded)}
    </Notice>
  );
}
