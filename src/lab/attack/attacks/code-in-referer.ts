import { withoutPkce } from '../../machine/run/without-pkce.ts';
import { SPEC } from '../../machine/spec-references.ts';
import type { Attack } from './attack.ts';
import { createQueue } from './documents/conversation.ts';
import { documentsOf } from './documents/documents.ts';
import type { Order, Visit, VisitHandlers } from './documents/visited-tab.ts';
import { actsAsVictim, codeIn, redeem } from './stolen-code.ts';

export const codeInReferer: Attack = {
  slug: 'code-in-referer',
  title: 'Code in Referer and history',
  threat:
    'The callback page keeps its address, code and all, and leads on to another site before the code is used. That site reads it in the Referer; whoever sits down at the machine later presses Back and reads it there.',
  clause: SPEC.referer,
  missing: ['clean address', 'PKCE'],
  weakened:
    'The client leaves the code in the address, a link of its page sends the whole address along, and there is no PKCE.',
  naive: {
    wrong: { file: 'lab/machine/naive-client/leaky-callback.ts', name: 'passAddressOn' },
    right: { file: 'oauth/redirect-uri.ts', name: 'captureAuthorizationResponse' },
  },
  harmed: 'The attacker calls tools as the victim.',
  stoppedBy: ['clean address', 'PKCE'],
  refusal: {
    file: 'oauth/redirect-uri.ts',
    name: 'captureAuthorizationResponse',
    line: 'platform.replaceUrl',
  },
  needs: 'tabs',
  steps: [
    { by: 'victim', does: 'Sign in, as far as the answer' },
    { by: 'victim', does: 'Open the answer in a tab', opensTab: true },
    { by: 'victim', does: 'Follow a link of that page' },
    { by: 'attacker', does: 'Read the Referer, and press Back' },
    { by: 'attacker', does: 'Hand the code in' },
  ],
  async *play({ begin, on, notebook, ...stage }) {
    const documents = documentsOf(stage);
    const victim = begin();
    const callbackUrl = await victim.obtainAnswer(on('PKCE') ? {} : withoutPkce);
    yield;
    const visits = createQueue<Visit>();
    const orders = createQueue<Order>();
    const client = on('clean address') ? 'clean' : 'naive';
    await documents.openTab(`attack/tab/callback/${client}${new URL(callbackUrl).search}`, {
      visited(visit) {
        visits.put(visit);
        return orders.take();
      },
    } satisfies VisitHandlers);
    notebook.knows('the address in the tab', withoutName((await documents.whileOpen(visits.take())).address));
    yield;
    orders.put('follow the link');
    const { address, referrer } = await documents.whileOpen(visits.take());
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
      serverView: [],
    });
    yield;
    notebook.knows('the Referer', referrer || 'none came');
    orders.put('go back');
    const remembered = withoutName((await documents.whileOpen(visits.take())).address);
    notebook.knows('the address after Back', remembered);
    const code = codeIn(referrer || remembered) || codeIn(remembered);
    if (!code) return 'No Referer came, and the history had the address without the code.';
    notebook.holds('the code', code);
    yield;
    await redeem(victim, { grant_type: 'authorization_code', code }, notebook);
    return undefined;
  },
  harm: actsAsVictim,
};

/** The name of the channel to this page, which stands behind the `#`, is no part of the story. */
function withoutName(address: string): string {
  return address.replace(/#.*/, '');
}
