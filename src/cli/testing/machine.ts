import type { createTestBrowser } from '../../lab/check/testing/browser.ts';
import type { Machine, Output } from '../machine.ts';
import { createAddressBook } from '../network/addresses.ts';
import type { Send, WireRequest } from '../network/wire.ts';

type TestBrowser = Pick<ReturnType<typeof createTestBrowser>, 'frontChannel'>;

/** A `Send` that reaches the servers of a test without a socket, and adds each request to `sent`. */
export function sendTo({ frontChannel }: TestBrowser, sent: WireRequest[] = []): Send {
  return async (request, signal) => {
    sent.push(request);
    const { method, headers, body, url } = request;
    signal.throwIfAborted();
    const response = await frontChannel(url, { method, headers, ...(body !== undefined && { body }) });
    return { status: response.status, headers: response.headers, body: response.body };
  };
}

/** A machine that writes to memory, and resolves every name to a public address. */
export function createTestMachine(send: Send, parts: Partial<Machine> = {}) {
  const written = { stdout: '', stderr: '' };
  const files = new Map<string, string>();
  const outputTo = (name: 'stdout' | 'stderr'): Output => ({
    isTTY: false,
    columns: undefined,
    write(text) {
      written[name] += text;
    },
  });
  const machine: Machine = {
    version: '1.2.3',
    environment: {},
    stdout: outputTo('stdout'),
    stderr: outputTo('stderr'),
    send,
    book: createAddressBook(async () => [{ address: '8.8.8.8', family: 4 }]),
    confirm: async () => undefined,
    openListener: () => Promise.reject(new Error('This test signs in nowhere.')),
    openBrowser: async () => false,
    async writeFile(path, text) {
      files.set(path, text);
    },
    onInterrupt: () => () => {},
    schedule: () => () => {},
    now: () => new Date('2026-11-26T12:00:00Z'),
    ...parts,
  };
  return { machine, written, files };
}
