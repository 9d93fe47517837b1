import { SPEC } from '../../machine/spec-references.ts';
import { openSecondTab } from '../../machine/tabs/second-tab.ts';
import { finishInTab, type Keep, startInTab } from '../../machine/tabs/tab-client.ts';
import type { Attack } from './attack.ts';
import { refusalOf } from './play-attack.ts';
import { requireWindows } from './windows/windows.ts';

export const storageRace: Attack = {
  slug: 'storage-race',
  title: 'Shared-storage race',
  threat:
    'While the victim signs in, the attacker’s page opens the same app in a second tab, and this tab starts another sign-in. Both tabs keep their verifier in one slot of localStorage, so the second verifier overwrites the first.',
  clause: SPEC.verifierSent,
  missing: ['record per tab'],
  notPlayedAgainst: ['DPoP'],
  weakened: 'The client stores only one sign-in, in a storage that all tabs share.',
  naive: {
    wrong: { file: 'lab/machine/naive-client/shared-slot.ts', name: 'keepVerifier' },
    right: { file: 'oauth/pending-authorization.ts', name: 'savePendingAuthorization' },
  },
  harmed: 'The victim’s sign-in fails: its code came back, but its verifier is gone.',
  stoppedBy: ['record per tab'],
  refusal: { file: 'oauth/pending-authorization.ts', name: 'savePendingAuthorization', line: 'writeRecord' },
  needs: 'tabs',
  steps: [
    { by: 'attacker', does: 'Open the app in a second tab', opensTab: true },
    { by: 'victim', does: 'Sign in here, up to the authorization response' },
    { by: 'attacker', does: 'Have the second tab start a sign-in' },
    { by: 'victim', does: 'Finish the sign-in here' },
  ],
  async *play({ begin, on, notebook, ...scenario }) {
    const windows = requireWindows(scenario);
    const run = begin();
    const networks = { client: run.network, browser: run.networkFor('browser', 'front') };
    const keep: Keep = on('record per tab') ? 'a record of this tab' : 'one shared slot';
    const second = openSecondTab();
    windows.onClose(second.close);
    await second.arrived;
    yield;
    const callbackUrl = await startInTab(keep, networks, window);
    yield;
    await second.start(keep, networks);
    notebook.knows('where the verifiers are', keep);
    yield;
    const status = await finishInTab(keep, callbackUrl, networks, window);
    return status === 200 ? 'This tab found its own verifier, and the code was redeemed.' : undefined;
  },
  harm: (log) =>
    log.find(
      (exchange) => exchange.from === 'client' && refusalOf(exchange) === 'code_verifier does not match',
    ),
};
