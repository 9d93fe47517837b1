import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import type { Trust } from './engine/trust.ts';

/** Asks the person about each point where a probe has to trust the server. */
export function TrustQuestions({
  needed,
  accepted,
  signInOrigin,
  onAccepted,
}: {
  needed: Trust;
  accepted: Trust;
  signInOrigin: string;
  onAccepted(more: Trust): void;
}) {
  const { tokenOrigin, resource } = needed;
  return (
    <>
      {tokenOrigin !== undefined && (
        <Notice tone="wait" title="You sign in at one origin, and the code goes to another">
          Some providers are built like this. An attack looks the same: a hostile server sends you to the
          sign-in page of an honest server, gets the code itself, and does not promise the parameter (iss)
          that would reveal this. Continue only if <Value>{tokenOrigin}</Value> belongs to the operator of{' '}
          <Value>{signInOrigin}</Value>.
          {accepted.tokenOrigin !== tokenOrigin && (
            <Accept onPress={() => onAccepted({ tokenOrigin })}>Send the code there</Accept>
          )}
        </Notice>
      )}
      {resource !== undefined && (
        <Notice tone="wait" title="This server wants a token for more than itself">
          A token for <Value>{resource}</Value> is valid at every server below that address. Continue only if
          one operator whom you trust runs all of them.
          {accepted.resource !== resource && (
            <Accept onPress={() => onAccepted({ resource })}>Accept this resource</Accept>
          )}
        </Notice>
      )}
    </>
  );
}

function Accept({ onPress, children }: { onPress(): void; children: string }) {
  return (
    <div className="mt-3">
      <Button onClick={onPress}>{children}</Button>
    </div>
  );
}

function Value({ children }: { children: string }): ReactNode {
  return (
    <b className="break-all">
      <ServerText text={children} kind="value" />
    </b>
  );
}
