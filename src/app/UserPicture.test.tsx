import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { UserPicture } from './UserPicture.tsx';

const shown = (url: string) =>
  renderToStaticMarkup(<UserPicture url={url} name="Ada Lovelace" origins={['https://pictures.example']} />);

it('hides a picture until the browser has read its size, and shows initials', () => {
  const screen = shown('https://pictures.example/ada.png');
  expect(screen).toMatch(/<img [^>]*hidden=""/);
  expect(screen).toContain('AL');
});

it('requests no picture from another origin', () => {
  expect(shown('https://other.example/ada.png')).not.toContain('<img');
});
