import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { ApiFailure } from './ApiFailure.tsx';
import { ApiError } from './notes-api.ts';

const shown = (status: number) =>
  renderToStaticMarkup(
    <ApiFailure
      error={new ApiError(status, 'No.')}
      api="https://api.example"
      what="reading"
      interrupt={() => '/notes'}
    />,
  );

it('names the settings for the audience if the API refuses a token with 401, but not if it responds with 403', () => {
  for (const setting of ['VITE_RESOURCE', 'VITE_AUTHORIZATION_PARAMETERS', 'VITE_SCOPES']) {
    expect(shown(401)).toContain(setting);
  }
  expect(shown(403)).toContain('No.');
  expect(shown(403)).not.toContain('VITE_');
});

it('calls only a 4xx status a refusal', () => {
  expect(shown(403)).toContain('The API refused');
  expect(shown(500)).not.toContain('refused');
});
