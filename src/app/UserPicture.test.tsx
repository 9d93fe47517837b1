import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { UserPicture } from './UserPicture.tsx';

const shown = (url: string) =>
  renderToStaticMarkup(<UserPicture url={url} name="Ada Lovelace" origins={['https://pictures.example']} />);

it('initials replace a picture until the browser has read the size of the picture', () => {
  const screen = shown('https://pictures.example/ada.png');
  expect(screen).toMatch(/<img [^>]*hidden=""/);
  expect(screen).toContain('AL');
});

it('a picture at an origin that the build does not list is not requested', () => {
  expect(shown('https://other.example/ada.png')).not.toContain('<img');
});
