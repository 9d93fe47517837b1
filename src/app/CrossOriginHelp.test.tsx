import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, expect, it, vi } from 'vitest';
import { crossOriginNeeds } from '../oauth/cross-origin-failure.ts';
import { OAuthError } from '../oauth/index.ts';
import CrossOriginDetails from './CrossOriginDetails.tsx';
import { CrossOriginHelp } from './CrossOriginHelp.tsx';

afterEach(() => vi.unstubAllGlobals());

it('the help names a POSIX shell for its command, because cmd and PowerShell read quotes differently', () => {
  const failure = crossOriginNeeds('challenge', 'https://mcp.example/mcp', 'https://app.example');
  const page = renderToStaticMarkup(<CrossOriginHelp failure={failure} />);
  expect(page).toContain('curl -i -X OPTIONS');
  expect(page).toContain('a POSIX shell (sh, bash, zsh)');
});

it('the help says that a token endpoint’s hidden response may be a refusal that lasts until a new sign-in', () => {
  vi.stubGlobal('location', { origin: 'https://app.example' });
  const pageFor = (step: 'token request' | 'server metadata') =>
    renderToStaticMarkup(
      <CrossOriginDetails error={new OAuthError('unreachable', { at: 'https://as.example/token', step })} />,
    );
  expect(pageFor('token request')).toContain('would hide a refusal in the same way');
  expect(pageFor('server metadata')).not.toContain('refusal');
});
