import { describe, expect, it } from 'vitest';
import { SESSION_HEADER } from '../authorization-server/person-session.ts';
import { MALLORY, parametersOf, type TestWorld, testWorld } from '../testing/world.ts';
import { decisionForm } from './decision-form.ts';

/** Signs Ada in, opens the page with `inAddress` in its address, and sends the form of the page. */
async function decideAtPage(inAddress: Record<string, string>, typed: FormData) {
  const world = testWorld();
  const headers = { [SESSION_HEADER]: await world.session() };
  const { request } = world;
  const address = new URLSearchParams({ ...JSON.parse(JSON.stringify(request())), ...inAddress });
  const page = await world.authorizationServer.fetch(
    new Request(`${world.issuer}/authorize?${address}`, { headers }),
  );
  const { person } = await page.json();
  const form = decisionForm('approve', address, typed, person?.username);
  const response = await world.post('/authorize', Object.fromEntries(form), headers);
  return {
    named: person?.username,
    record: await world.store.get('codes', parametersOf(response).code ?? ''),
    session: response.headers.get(SESSION_HEADER),
  };
}

function permits(...scopes: string[]): FormData {
  const typed = new FormData();
  for (const scope of scopes) typed.append('scope', scope);
  return typed;
}

describe('the decision of a person', () => {
  it('applies to the person on the page, even if the address of the page has the credentials of another person', async () => {
    const { named, record, session } = await decideAtPage(MALLORY, permits('openid'));
    expect(named).toBe('ada');
    expect(record).toMatchObject({ subject: 'person-1' });
    // The server keeps Ada's session: the response starts no new session.
    expect(session).toBeNull();
  });

  it('grants only what the person permitted, even if the address of the page has a decision', async () => {
    const { record } = await decideAtPage(
      { decision: 'deny', granted_scope: 'notes:read' },
      permits('openid'),
    );
    expect(record).toMatchObject({ scopes: ['openid'] });
  });

  it('applies to the person whose name and password were typed, if the page names no person', async () => {
    const typed = permits('openid');
    for (const [name, value] of Object.entries(MALLORY)) typed.set(name, value);
    const { record } = await decideAtPage({ username: 'ada', password: 'analytical engine' }, typed);
    expect(record).toMatchObject({ subject: 'person-2' });
  });

  it.each<[string, (world: TestWorld) => Promise<Record<string, string>>]>([
    ['another person has signed in', async (world) => ({ [SESSION_HEADER]: await world.session(MALLORY) })],
    ['the session has ended', async () => ({})],
  ])('is refused if %s in another tab after the page named the person', async (_what, cookieNow) => {
    const world = testWorld();
    const address = new URLSearchParams(
      Object.entries(world.request()).map(([name, value]) => [name, value ?? '']),
    );
    const form = decisionForm('approve', address, permits('openid'), 'ada');
    const response = await world.post('/authorize', Object.fromEntries(form), await cookieNow(world));
    expect(response.headers.has('Location')).toBe(false);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: 'login_required' });
  });
});
