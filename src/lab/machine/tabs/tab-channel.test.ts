import { expect, it, onTestFinished } from 'vitest';
import { OAuthError } from '../../../oauth/index.ts';
import { networkOver, type Send, sendOver } from './network-over.ts';
import { openTabChannel } from './tab-channel.ts';

type Remote = {
  hold(): Promise<string>;
  release(result: string): void;
  double(value: number): number;
  fail(): void;
  send: Send;
};

function channelTo(own: Remote) {
  const name = crypto.randomUUID();
  const near = openTabChannel<Remote>(name);
  const far = openTabChannel<Remote>(name, own);
  onTestFinished(() => {
    near.close();
    far.close();
  });
  return near;
}

let release: (result: string) => void = () => {};
const own: Remote = {
  hold: () =>
    new Promise((resolve) => {
      release = resolve;
    }),
  release: (result) => release(result),
  double: (value) => 2 * value,
  fail() {
    throw new OAuthError('offline');
  },
  send: sendOver(async (url, init) => {
    const { method, headers } = new Request(url, init);
    return new Response(`${method} ${init.body}`, {
      status: 201,
      headers: { 'X-Sent': headers.get('X') ?? '' },
    });
  }),
};

it('each call between tabs gets the result of the handler that it calls, whichever handler ends first', async () => {
  const { call } = channelTo(own);
  const held = call('hold');
  expect(await call('double', 2)).toBe(4);
  await call('release', 'done');
  expect(await held).toBe('done');
});

it('a failing handler rejects the call between tabs as fetch does, with a readable message', async () => {
  const failed = channelTo(own).call('fail');
  await expect(failed).rejects.toThrow(TypeError);
  await expect(failed).rejects.toThrow('The browser reports that it is offline');
});

it('a request to another tab arrives with its method, headers and body, and the response returns complete', async () => {
  const { call } = channelTo(own);
  const network = networkOver((request) => call('send', request));
  const response = await network('https://as.example/', { method: 'POST', headers: { X: 'a' }, body: 'b=c' });
  expect([response.status, response.headers.get('X-Sent'), await response.text()]).toEqual([
    201,
    'a',
    'POST b=c',
  ]);
});
