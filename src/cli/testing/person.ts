import type { createTestBrowser } from '../../lab/check/testing/browser.ts';
import { personNamed, RefusedAtServer, signInAtServer } from '../../lab/machine/run/user-agent.ts';
import type { Machine } from '../machine.ts';
import type { Listener } from '../sign-in/listener.ts';

type TestBrowser = Pick<ReturnType<typeof createTestBrowser>, 'frontChannel' | 'forward'>;

/** How long the program waits for a response, and for the expiry of a code. */
const RESPONSE_MS = 120_000;
const CODE_MS = 600_000;

/** A browser whose user signs in at every page, and a loopback interface without sockets, where no wait takes time. */
export function personAt(browser: TestBrowser): Pick<Machine, 'openListener' | 'openBrowser' | 'schedule'> {
  let expected:
    | { redirectUri: string; isOwn(state: string): boolean; arrived(url: string): void }
    | undefined;
  const waiting = new Set<() => void>();

  function endWaiting(): void {
    for (const callback of [...waiting]) callback();
    waiting.clear();
  }

  return {
    async openListener({ port, path, hostname = '127.0.0.1' }) {
      const redirectUri = `http://${hostname}:${port || 49_152}${path}`;
      const listener: Listener = {
        redirectUri,
        responseTo: (isOwn) =>
          new Promise((resolve) => {
            expected = { redirectUri, isOwn, arrived: resolve };
          }),
        close() {
          expected = undefined;
        },
      };
      return listener;
    },
    async openBrowser(url) {
      const location = await signInAtServer(browser.frontChannel, url, personNamed('ada')).catch(
        (error: unknown) => {
          if (error instanceof RefusedAtServer) return undefined;
          throw error;
        },
      );
      const arrived = location === undefined ? undefined : new URL(location);
      const listening = expected && new URL(expected.redirectUri);
      const isHere = arrived?.origin === listening?.origin && arrived?.pathname === listening?.pathname;
      if (arrived && isHere && expected?.isOwn(arrived.searchParams.get('state') ?? '')) {
        expected?.arrived(arrived.href);
      } else setTimeout(endWaiting);
      return true;
    },
    schedule(callback, delayMs) {
      if (delayMs === RESPONSE_MS) {
        waiting.add(callback);
        return () => waiting.delete(callback);
      }
      if (delayMs < CODE_MS || delayMs > 2 * CODE_MS - 1) return () => {};
      browser.forward(delayMs);
      const timer = setTimeout(callback);
      return () => clearTimeout(timer);
    },
  };
}
