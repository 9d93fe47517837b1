import { runInNewContext } from 'node:vm';
import { expect, it, vi } from 'vitest';
import { claimingWorker } from './claiming-worker.ts';

it('the service worker of the offline servers handles only requests and frames of its own origin, and no files or navigations of tabs', () => {
  const handled: string[] = [];
  const self = run("addEventListener('fetch', ({ request }) => handled.push(request.url))", { handled });
  for (const [url, destination] of [
    ['https://app.example/mcp', ''],
    ['https://app.example/idp/framed/allowed', 'iframe'],
    ['https://app.example/callback', 'document'],
    ['https://app.example/assets/index.js', 'script'],
    ['https://app.example:444/mcp', ''],
    ['https://as.example/token', ''],
  ]) {
    self.dispatchEvent(Object.assign(new Event('fetch'), { request: { url, destination } }));
  }
  expect(handled).toEqual(['https://app.example/mcp', 'https://app.example/idp/framed/allowed']);
});

it('the service worker of the offline servers stays registered after the last page has closed', () => {
  const registration = { unregister: vi.fn() };
  const { unregister } = registration;
  run('addEventListener("message", () => registration.unregister())', { registration }).dispatchEvent(
    new MessageEvent('message', { data: 'CLIENT_CLOSE' }),
  );
  expect(unregister).not.toHaveBeenCalled();
});

/** Runs the changed form of `script` as a worker, and returns its global object, which has also the `members`. */
function run(script: string, members: Record<string, unknown>): EventTarget {
  const self = Object.assign(new EventTarget(), { location: new URL('https://app.example/worker.js') });
  runInNewContext(claimingWorker(script), {
    self,
    URL,
    registration: {},
    addEventListener: self.addEventListener.bind(self),
    ...members,
  });
  return self;
}
