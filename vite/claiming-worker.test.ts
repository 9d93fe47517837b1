import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { claimingWorker } from './claiming-worker.ts';

it('the service worker of the offline servers handles only requests and frames of its own origin, and no navigations of tabs', () => {
  const self = Object.assign(new EventTarget(), { location: new URL('https://app.example/worker.js') });
  const handled: string[] = [];
  runInNewContext(claimingWorker("addEventListener('fetch', ({ request }) => handled.push(request.url))"), {
    self,
    URL,
    handled,
    addEventListener: self.addEventListener.bind(self),
  });
  for (const [url, destination] of [
    ['https://app.example/mcp', ''],
    ['https://app.example/idp/framed/allowed', 'iframe'],
    ['https://app.example/callback', 'document'],
    ['https://app.example:444/mcp', ''],
    ['https://as.example/token', ''],
  ]) {
    self.dispatchEvent(Object.assign(new Event('fetch'), { request: { url, destination } }));
  }
  expect(handled).toEqual(['https://app.example/mcp', 'https://app.example/idp/framed/allowed']);
});
