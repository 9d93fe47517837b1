import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { APP } from '../real/addresses.ts';

/** The options of a check that signs in like a page at the origin of the app, and prints the addresses to open. */
export const SIGNING_IN = ['--origin', APP, '--sign-in', '--yes', '--print-url'];

/** A check that runs in its own process, as in a terminal. */
export interface TerminalCheck {
  /** The addresses that the program asks the user to open, in order. */
  addresses: AsyncIterable<string>;
  /** Interrupts the program like Ctrl-C. */
  interrupt(): void;
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

export function startCheck(...args: string[]): TerminalCheck {
  const program = spawn('node', ['src/cli/pkce-lab.ts', 'check', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  program.stdout.on('data', (chunk) => {
    written.stdout += chunk;
  });
  program.stderr.on('data', (chunk) => {
    written.stderr += chunk;
  });
  async function* addresses() {
    for await (const line of createInterface({ input: program.stdout })) {
      const [, address] = /^sign in: (\S+)$/.exec(line) ?? [];
      if (address) yield address;
    }
  }
  return {
    addresses: addresses(),
    interrupt: () => program.kill('SIGINT'),
    ended: new Promise((resolve) => program.on('close', (code) => resolve({ code, ...written }))),
  };
}
