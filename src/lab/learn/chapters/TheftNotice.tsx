import type { ReactNode } from 'react';
import { Notice } from '../../../ui/Notice.tsx';
import { type Exchange, membersOf, responseOf } from '../../machine/wire/exchange.ts';

/** The response to a thief's token request, once it came. */
export function TheftNotice({
  theft,
  children,
}: {
  theft: Exchange | undefined;
  children?(succeeded: boolean): ReactNode;
}) {
  const response = theft && responseOf(theft);
  if (!response) return null;
  const succeeded = response.status === 200;
  return (
    <Notice
      tone={succeeded ? 'bad' : 'ok'}
      title={
        succeeded
          ? 'The thief has tokens'
          : `The thief got ${response.status} ${String(membersOf(response).error)}`
      }
    >
      {children?.(succeeded)}
    </Notice>
  );
}
