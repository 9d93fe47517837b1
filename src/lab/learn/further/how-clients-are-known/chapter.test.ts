import { describe, expect, it } from 'vitest';
import { verdictOn } from '../../chapters/verdict.ts';
import { machineFor } from '../../testing/met-by.ts';
import { attempt, COPY, INVENT, OWN, REGISTER, redirectElsewhere, signInBy } from './attempts.ts';
import { howClientsAreKnown, SHOWN } from './chapter.ts';
import { BY_DOCUMENT, BY_ITSELF, HONEST_DOCUMENT, IN_ADVANCE, NAME, WAYS } from './ways.ts';

describe('a client that identifies itself to the server', () => {
  it.each([
    { way: IN_ADVANCE, shown: SHOWN.inAdvance },
    { way: BY_DOCUMENT, shown: SHOWN.byDocument },
    { way: BY_ITSELF, shown: SHOWN.byItself },
  ])(
    'signs in with $way.name under a chosen name, and no other way then counts as tried',
    async ({ way, shown }) => {
      const { machine, met } = machineFor(howClientsAreKnown);
      const run = await signInBy(machine, way);
      expect(met()).toEqual([shown]);
      expect(run.tables.getSnapshot().rows.clients.map(({ clientName }) => clientName)).toContain(NAME);
    },
  );

  it('makes the server request its document, if it has one, and the log has this request', async () => {
    const { machine } = machineFor(howClientsAreKnown);
    await signInBy(machine, BY_DOCUMENT);
    const fetched = machine.log.getSnapshot().find(({ request }) => request.url === HONEST_DOCUMENT);
    expect(fetched).toMatchObject({ from: 'authorization server', to: 'client', channel: 'back' });
  });

  it('is refused at another redirect URI, and this refusal counts only after the learner has tried all three ways', async () => {
    const { machine, met } = machineFor(howClientsAreKnown);
    for (const way of WAYS.all) {
      expect(met()).not.toContain(SHOWN.redirect);
      await redirectElsewhere(machine, way);
    }
    expect(met()).toEqual([SHOWN.redirect]);
  });
});

describe('an attacker', () => {
  it('can register the honest client’s name, and the server’s page shows that name', async () => {
    const { machine, met } = machineFor(howClientsAreKnown);
    await attempt(machine, REGISTER);
    expect(met()).toEqual([SHOWN.sameName]);
    expect(verdictOn(machine.log.getSnapshot())?.title).toBe('200. The authorization server showed its page');
  });

  it('is refused with a copied document, but not with a document of their own', async () => {
    const { machine, met } = machineFor(howClientsAreKnown);
    await attempt(machine, COPY);
    expect(met()).toEqual([SHOWN.copy]);
    expect(verdictOn(machine.log.getSnapshot())?.title).toBe(
      '400 invalid_client. The authorization server refused the message: client metadata document not accepted',
    );
    await attempt(machine, OWN);
    expect(met()).toEqual([SHOWN.copy, SHOWN.ownDocument]);
  });

  it('is refused with an invented client ID', async () => {
    const { machine, met } = machineFor(howClientsAreKnown);
    await attempt(machine, INVENT);
    expect(met()).toEqual([SHOWN.madeUp]);
  });
});

it('a registration of the attacker counts only when the page shows the registered name', async () => {
  const { machine, met } = machineFor(howClientsAreKnown);
  const run = machine.start({ policy: { registrationOffered: true } });
  await run.send(
    {
      method: 'POST',
      url: `${run.issuer}/register`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_name: NAME, redirect_uris: ['https://attacker.example/callback'] }),
    },
    'attacker',
  );
  expect(met()).toEqual([]);
});
