import { useState } from 'react';
import { initialsOf, isPictureAllowed, isPictureSmall } from './initials.ts';

/**
 * The picture of a user, or initials. Browsers read the size of a hidden image, but do not decode the image: decoding
 * takes memory for every pixel that the image declares.
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
  // `undefined` until the browser has read the size of the picture; `false` also for a picture that cannot be loaded.
  const [small, setSmall] = useState<boolean>();
  const offered = small !== false && isPictureAllowed(url, origins);
  return (
    <>
      {!(offered && small) && <span aria-hidden>{initialsOf(name)}</span>}
      {offered && (
        <img
          src={url}
          alt=""
          hidden={!small}
          className="size-full object-cover"
          onLoad={({ currentTarget }) => setSmall(isPictureSmall(currentTarget))}
          onError={() => setSmall(false)}
        />
      )}
    </>
  );
}
