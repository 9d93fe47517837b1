import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import type { Trust } from './engine/trust.ts';

/** Asks the person about each thing that a probe would take on trust. */
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
          Some providers are built like this. A hostile server is, too: it sends you to the sign-in page of an
          honest one, to get the code itself, and it does not promise the parameter that would tell. Go on
          only if <Value>{tokenOrigin}</Value> belongs to the operator of <Value>{signInOrigin}</Value>.
          {accepted.tokenOrigin !== tokenOrigin && (
            <Accept onPress={() => onAccepted({ tokenOrigin })}>Let the code go there</Accept>
          )}
        </Notice>
      )}
      {resource !== undefined && (
        <Notice tone="wait" title="This server wants a token for more than itself">
          A token for <Value>{resource}</Value> is good at every server below that address. Go on only if they
          are all of one operator whom you trust.
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
