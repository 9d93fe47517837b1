import { SPEC } from '../../machine/spec-references.ts';
import { sendOver } from '../../machine/tabs/network-over.ts';
import type { Attack } from './attack.ts';
import { refusalOf } from './play-attack.ts';
import { createQueue } from './windows/queue.ts';
import { type CopyHandlers, forgetCopiedTab, signInOfTab } from './windows/tab-session.ts';
import { requireWindows } from './windows/windows.ts';

export const duplicatedTab: Attack = {
  slug: 'duplicated-tab',
  title: 'Duplicated tab',
  threat:
    'A page gets the victim to duplicate the tab, or opens a copy of the tab itself. The browser copies sessionStorage with the refresh token. Both tabs use this token, and a server that rotates refresh tokens treats the second use as a theft.',
  clause: SPEC.rotation,
  missing: ['tab lock'],
  presupposes: ['rotation'],
  notPlayedAgainst: ['DPoP'],
  weakened: 'The client treats every record in the storage of its tab as its own.',
  naive: {
    wrong: { file: 'lab/machine/naive-client/unlocked-tab.ts', name: 'withoutTabLock' },
    right: { file: 'oauth/tab-ownership.ts', name: 'acquire' },
  },
  harmed: 'The victim’s session ends in both tabs, because the server ended the grant.',
  stoppedBy: ['tab lock'],
  refusal: { file: 'oauth/tab-ownership.ts', name: 'acquire', line: 'return id === undefined' },
  needs: 'tabs',
  steps: [
    { by: 'victim', does: 'Sign in here, completely' },
    { by: 'attacker', does: 'Duplicate the tab', opensTab: true },
    { by: 'victim', does: 'Continue working here: refresh the token' },
  ],
  async *play({ begin, on, notebook, ...scenario }) {
    const windows = requireWindows(scenario);
    const run = begin();
    const locked = on('tab lock');
    windows.onClose(forgetCopiedTab);
    const session = await signInOfTab(run, locked);
    yield;
    const restored = createQueue<string>();
    await windows.openTab(`attack/tab/copy/${locked ? 'locked' : 'naive'}`, {
      send: sendOver(run.network),
      restored: (status) => restored.put(status),
    } satisfies CopyHandlers);
    const copy = await windows.whileOpen(restored.take());
    notebook.knows('the session of the copy', copy);
    yield;
    await session.refresh();
    return `The copy is ${copy}, and the original has a new token.`;
  },
  harm: (log) =>
    log.find((exchange) => exchange.from === 'client' && refusalOf(exchange) === 'refresh token used before'),
};
