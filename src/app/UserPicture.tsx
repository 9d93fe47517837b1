import { useState } from 'react';
import { initialsOf, isPictureAllowed, isPictureSmall } from './initials.ts';

/**
 * Shows the picture of a user, or initials. To decode an image, a browser takes memory for every pixel that the image
 * declares. So the image is hidden at first: a browser reads the size of a hidden image, but does not decode it.
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
  // `undefined`: the browser has not read the size yet. `false`: the picture is too large, or does not load.
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
