import { withoutPkce } from '../../machine/run/without-pkce.ts';
import { SPEC } from '../../machine/spec-references.ts';
import type { Attack } from './attack.ts';
import { actsAsVictim, codeIn, redeem } from './stolen-code.ts';
import { createQueue } from './windows/queue.ts';
import type { Instruction, Visit, VisitHandlers } from './windows/visited-tab.ts';
import { requireWindows } from './windows/windows.ts';

export const codeInReferer: Attack = {
  slug: 'code-in-referer',
  title: 'Code in Referer and history',
  threat:
    'The callback page keeps the code in its URL, and links to another site before the code is used. That site reads the code in the Referer. A later user of the machine presses Back, and reads the code in the URL.',
  clause: SPEC.referer,
  missing: ['clean address', 'PKCE'],
  weakened:
    'The client leaves the code in the URL, a link sends the whole URL as Referer, and there is no PKCE.',
  naive: {
    wrong: { file: 'lab/machine/naive-client/leaky-callback.ts', name: 'passAddressOn' },
    right: { file: 'oauth/redirect-uri.ts', name: 'captureAuthorizationResponse' },
  },
  harmed: 'The attacker calls tools as the victim.',
  stoppedBy: ['clean address', 'PKCE', 'DPoP'],
  note: 'RFC 9700 §4.2.4 also names one-use codes. One-use codes help if the client uses the code before the attacker does. Here the attacker uses the code first.',
  refusal: {
    file: 'oauth/redirect-uri.ts',
    name: 'captureAuthorizationResponse',
    line: 'platform.replaceUrl',
  },
  needs: 'tabs',
  steps: [
    { by: 'victim', does: 'Sign in, up to the authorization response' },
    { by: 'victim', does: 'Open the response in a tab', opensTab: true },
    { by: 'victim', does: 'Follow a link of that page' },
    { by: 'attacker', does: 'Read the Referer, and press Back' },
    { by: 'attacker', does: 'Redeem the code' },
  ],
  async *play({ begin, on, notebook, ...scenario }) {
    const windows = requireWindows(scenario);
    const victim = begin();
    const callbackUrl = await victim.authorize(on('PKCE') ? {} : withoutPkce);
    yield;
    const visits = createQueue<Visit>();
    const instructions = createQueue<Instruction>();
    const client = on('clean address') ? 'clean' : 'naive';
    await windows.openTab(`attack/tab/callback/${client}${new URL(callbackUrl).search}`, {
      visited(visit) {
        visits.put(visit);
        return instructions.take();
      },
    } satisfies VisitHandlers);
    notebook.knows('the address in the tab', withoutName((await windows.whileOpen(visits.take())).address));
    yield;
    instructions.put('follow the link');
    const { address, referrer } = await windows.whileOpen(visits.take());
    victim.log.open({
      atMs: Date.now(),
      from: 'browser',
      to: 'attacker',
      channel: 'front',
      request: {
        method: 'GET',
        url: withoutName(address),
        headers: referrer ? { referer: referrer } : {},
        body: '',
      },
      outcome: { kind: 'left' },
    });
    yield;
    notebook.knows('the Referer', referrer || 'none');
    instructions.put('go back');
    const remembered = withoutName((await windows.whileOpen(visits.take())).address);
    notebook.knows('the address after Back', remembered);
    const code = codeIn(referrer || remembered) || codeIn(remembered);
    if (!code) return 'There was no Referer, and the URL in the history had no code.';
    notebook.holds('the code', code);
    yield;
    await redeem(victim, { grant_type: 'authorization_code', code }, notebook);
    return undefined;
  },
  harm: actsAsVictim,
};

/** Removes the fragment, which names the channel to this page and is no part of the attack. */
const withoutName = (address: string): string => address.replace(/#.*/, '');
