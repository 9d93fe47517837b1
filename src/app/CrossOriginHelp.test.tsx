import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, expect, it, vi } from 'vitest';
import { crossOriginNeeds } from '../oauth/cross-origin-failure.ts';
import { OAuthError, type Step } from '../oauth/index.ts';
import CrossOriginDetails from './CrossOriginDetails.tsx';
import { CrossOriginHelp } from './CrossOriginHelp.tsx';

afterEach(() => vi.unstubAllGlobals());

const helpFor = (step: Step) =>
  renderToStaticMarkup(
    <CrossOriginHelp failure={crossOriginNeeds(step, 'https://mcp.example/mcp', 'https://app.example')} />,
  );

it('the help says which status a preflight needs, if the request has a preflight', () => {
  expect(helpFor('challenge')).toContain('a status from 200 to 299');
  expect(helpFor('resource metadata')).not.toContain('OPTIONS');
});

it('the help names a POSIX shell for its command, because cmd and PowerShell read quotes differently', () => {
  const page = helpFor('challenge');
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
