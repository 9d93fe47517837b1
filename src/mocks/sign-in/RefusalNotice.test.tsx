import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { testWorld } from '../testing/world.ts';
import { readOutcome } from './page-outcome.ts';
import { RefusalNotice } from './RefusalNotice.tsx';

async function pageAfter(response: Response, decided: boolean): Promise<string> {
  const outcome = await readOutcome(response);
  if (outcome.kind !== 'refused') throw new Error(`The server did not refuse: ${outcome.kind}`);
  return renderToStaticMarkup(<RefusalNotice description={outcome.description} decided={decided} />);
}

const NO_DECISION = 'did not accept your decision';

describe('the page of a refusal without a redirect', () => {
  it('says that the server did not verify the redirect URI', async () => {
    const response = await testWorld().openPage({ redirect_uri: 'https://attacker.example/' });
    const page = await pageAfter(response, false);
    expect(page).toContain('The redirect_uri is not registered for this client.');
    expect(page).toContain('verified no address of an app');
    expect(page).not.toContain(NO_DECISION);
  });

  it('says that the server refused an approval that grants no permission, although the server verified the redirect URI', async () => {
    const page = await pageAfter(await testWorld().authorize({ granted_scope: '' }), true);
    expect(page).toContain('leave at least one permission ticked');
    expect(page).toContain(NO_DECISION);
    expect(page).not.toContain('verified');
  });
});
