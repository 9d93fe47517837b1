import { useState } from 'react';
import { PICTURE_ORIGINS } from '../config.ts';
import type { Grant, Identity } from '../oauth/index.ts';
import { useSession } from '../oauth/react/SessionProvider.tsx';
import { Button } from '../ui/Button.tsx';
import { ServerText } from '../ui/ServerText.tsx';
import { initialsOf, isPictureAllowed } from './initials.ts';

/** The account menu in the header of every screen: the user, and a button to sign out. Empty without a session. */
export function UserMenu() {
  const { state } = useSession();
  return 'grant' in state ? <Menu grant={state.grant} /> : null;
}

function Menu({ grant: { identity, issuer } }: { grant: Grant }) {
  const { session } = useSession();
  const [open, setOpen] = useState(false);
  const name = identity?.name ?? identity?.subject ?? 'Signed in';
  return (
    <details className="relative" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="flex size-9 cursor-pointer list-none items-center justify-center overflow-hidden rounded-full border border-strong bg-raised font-semibold text-sm [&::-webkit-details-marker]:hidden">
        <span className="sr-only">Account</span>
        <Picture identity={identity} name={name} />
      </summary>
      {open && (
        <div className="absolute right-0 z-20 mt-2 grid w-64 gap-2 rounded-card border border-rule bg-raised p-4">
          <p className="break-words font-semibold">
            <ServerText text={name} kind="name" />
          </p>
          <p className="break-words text-soft text-sm">
            <ServerText text={identity?.email ?? issuer} kind="name" />
          </p>
          <Button onClick={() => void session.signOut()}>Sign out</Button>
        </div>
      )}
    </details>
  );
}

function Picture({ identity, name }: { identity: Identity | undefined; name: string }) {
  const [broken, setBroken] = useState(false);
  const picture = identity?.picture;
  if (broken || !isPictureAllowed(picture, PICTURE_ORIGINS))
    return <span aria-hidden>{initialsOf(name)}</span>;
  return <img src={picture} alt="" className="size-full object-cover" onError={() => setBroken(true)} />;
}
