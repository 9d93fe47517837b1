import { Notice } from '../../ui/Notice.tsx';

/**
 * Shows a refusal after which the server does not redirect to the client.
 *
 * @param decided whether the server refused the person's decision, and not the request of the client.
 */
export function RefusalNotice({ description, decided }: { description: string; decided: boolean }) {
  return (
    <Notice tone="bad" title={description}>
      {decided
        ? 'The server did not accept your decision, so it did not send you back to the app. Load this page again, or sign in again in the app.'
        : 'The server has verified no address of an app, so it did not send you back. Close this page, or go back by hand.'}
    </Notice>
  );
}
