import { useState } from 'react';
import { PICTURE_ORIGINS } from '../config.ts';
import type { Grant } from '../oauth/index.ts';
import { useSession } from '../oauth/react/SessionProvider.tsx';
import { Button } from '../ui/Button.tsx';
import { ServerText } from '../ui/ServerText.tsx';
import { UserPicture } from './UserPicture.tsx';

/** The account menu in the header: the user, and a button to sign out. Without a session, there is no menu. */
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
        <UserPicture url={identity?.picture} name={name} origins={PICTURE_ORIGINS} />
      </summary>
      {open && (
        <div className="absolute right-0 z-20 mt-2 grid w-64 gap-2 rounded-card border border-rule bg-raised p-4">
          <p className="break-words font-semibold">
            <ServerText text={name} kind="name" />
          </p>
          <p className="wrap-anywhere text-soft text-sm">
            <ServerText text={identity?.email ?? issuer} kind="value" />
          </p>
          <Button onClick={() => void session.signOut()}>Sign out</Button>
        </div>
      )}
    </details>
  );
}
