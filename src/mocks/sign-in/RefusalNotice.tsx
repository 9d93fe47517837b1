import { Notice } from '../../ui/Notice.tsx';

/** Shows a refusal, of the client's request or of the person's decision, after which the server does not redirect. */
export function RefusalNotice({ description, decided }: { description: string; decided: boolean }) {
  return (
    <Notice tone="bad" title={description}>
      {decided
        ? 'The server did not accept your decision, so it did not send you back to the app. Load this page again, or sign in again in the app.'
        : 'The server has verified no address of an app, so it did not send you back. Close this page, or go back by hand.'}
    </Notice>
  );
}
