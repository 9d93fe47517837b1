import { afterEach, expect, it, vi } from 'vitest';
import { createPageNetwork } from './network.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

it('without servers in the tab, the app works in a browser that refuses service workers', async () => {
  vi.stubEnv('VITE_OFFLINE', 'false');
  const getRegistrations = () => Promise.reject(new DOMException('denied', 'NotSupportedError'));
  vi.stubGlobal('navigator', { serviceWorker: { getRegistrations } });
  const onFailure = vi.fn();
  await createPageNetwork(onFailure).start();
  expect(onFailure).not.toHaveBeenCalled();
});
