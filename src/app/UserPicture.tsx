import { useState } from 'react';
import { initialsOf, isPictureAllowed, isPictureSmall } from './initials.ts';

/**
 * The picture of a user, or initials. Browsers read the size of a hidden image, but do not decode it: that takes memory for every
 * pixel that it declares.
 */
export function UserPicture({
  url,
  name,
  origins,
}: {
  url: string | undefined;
  name: string;
  origins: readonly string[];
}) {
  const [loaded, setLoaded] = useState<'shown' | 'refused'>();
  const offered = loaded !== 'refused' && isPictureAllowed(url, origins);
  return (
    <>
      {!(offered && loaded) && <span aria-hidden>{initialsOf(name)}</span>}
      {offered && (
        <img
          src={url}
          alt=""
          hidden={!loaded}
          className="size-full object-cover"
          onLoad={({ currentTarget }) => setLoaded(isPictureSmall(currentTarget) ? 'shown' : 'refused')}
          onError={() => setLoaded('refused')}
        />
      )}
    </>
  );
}
