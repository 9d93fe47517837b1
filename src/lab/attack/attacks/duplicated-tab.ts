import { SPEC } from '../../machine/spec-references.ts';
import { sendOver } from '../../machine/tabs/network-over.ts';
import type { Attack } from './attack.ts';
import { createQueue } from './documents/conversation.ts';
import { documentsOf } from './documents/documents.ts';
import { type CopyHandlers, forgetCopiedTab, signInOfTab } from './documents/tab-session.ts';
import { refusalOf } from './play-attack.ts';

export const duplicatedTab: Attack = {
  slug: 'duplicated-tab',
  title: 'Duplicated tab',
  threat:
    'A page gets the victim to duplicate the tab, or opens it again itself: the browser copies sessionStorage with it, and the refresh token in there. Both tabs use it, and a server that rotates takes the second use for a theft.',
  clause: SPEC.rotation,
  missing: ['tab lock'],
  presupposes: ['rotation'],
  weakened: 'The client takes whatever lies in the storage of its tab for its own.',
  naive: {
    wrong: { file: 'lab/machine/naive-client/unlocked-tab.ts', name: 'withoutTabLock' },
    right: { file: 'oauth/tab-ownership.ts', name: 'acquire' },
  },
  harmed: 'The victim’s session dies in both tabs: the server ended the grant.',
  stoppedBy: ['tab lock'],
  refusal: { file: 'oauth/tab-ownership.ts', name: 'acquire', line: 'return id === undefined' },
  needs: 'tabs',
  steps: [
    { by: 'victim', does: 'Sign in here, all the way' },
    { by: 'attacker', does: 'Duplicate the tab', opensTab: true },
    { by: 'victim', does: 'Go on working here: refresh the token' },
  ],
  async *play({ begin, on, notebook, ...stage }) {
    const documents = documentsOf(stage);
    const run = begin();
    const locked = on('tab lock');
    documents.onClose(forgetCopiedTab);
    const session = await signInOfTab(run, locked);
    yield;
    const restored = createQueue<string>();
    await documents.openTab(`attack/tab/copy/${locked ? 'locked' : 'naive'}`, {
      send: sendOver(run.network),
      restored: (status) => restored.put(status),
    } satisfies CopyHandlers);
    notebook.knows('what the copy says of its session', await documents.whileOpen(restored.take()));
    yield;
    await session.refresh();
    return 'The copy let go of the grant, and the original has a new token.';
  },
  harm: (log) =>
    log.find((exchange) => exchange.from === 'client' && refusalOf(exchange) === 'refresh token used before'),
};
