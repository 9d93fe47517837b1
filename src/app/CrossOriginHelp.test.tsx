import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { crossOriginNeeds } from '../oauth/cross-origin-failure.ts';
import { CrossOriginHelp } from './CrossOriginHelp.tsx';

it('says that its command is for a POSIX shell, because cmd and PowerShell read the quotes differently', () => {
  const failure = crossOriginNeeds('challenge', 'https://mcp.example/mcp', 'https://app.example');
  const page = renderToStaticMarkup(<CrossOriginHelp failure={failure} />);
  expect(page).toContain('curl -i -X OPTIONS');
  expect(page).toContain('a POSIX shell (sh, bash, zsh)');
});
