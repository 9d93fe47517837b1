import { spawn } from 'node:child_process';

const COMMANDS: Readonly<Partial<Record<NodeJS.Platform, readonly [command: string, ...args: string[]]>>> = {
  darwin: ['open'],
  // `start` is a command of the shell, which would interpret `&` in an address.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** How long to wait for a command to fail. A command that runs longer has worked, and may be the browser itself. */
const FAILS_WITHIN_MS = 2_000;

/** Opens an address in the browser of this machine, without a shell. @returns whether that worked. */
export async function openBrowser(url: string): Promise<boolean> {
  const { protocol, href } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return false;
  const [command, ...args] = COMMANDS[process.platform] ?? ['xdg-open'];
  return new Promise((resolve) => {
    const opened = spawn(command, [...args, href], { stdio: 'ignore', detached: true });
    const timer = setTimeout(() => resolve(true), FAILS_WITHIN_MS);
    const end = (works: boolean) => {
      clearTimeout(timer);
      resolve(works);
    };
    opened.once('error', () => end(false));
    opened.once('exit', (code) => end(code === 0));
    opened.unref();
  });
}
