import { createServer, get, type IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { openOnLoopback } from '../../e2e/loopback.ts';
import { startSlowNetwork } from './network.ts';

function ask(proxy: string, url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(proxy, { path: url, headers: { Host: new URL(url).host } }, resolve).once('error', reject);
  });
}

it('the proxy forwards a request after the latency, and records the address and the method, but no query', async () => {
  const server = createServer((request, response) => response.end(request.headers.host));
  const { origin, close } = await openOnLoopback(server);
  const network = await startSlowNetwork(20);
  const response = await ask(network.proxy, `${origin}/callback?code=secret`);
  expect(Buffer.concat(await response.toArray()).toString()).toBe(new URL(origin).host);
  const [noted, ...more] = network.take();
  expect(more).toEqual([]);
  expect(noted).toMatchObject({ method: 'GET', address: `${origin}/callback` });
  expect(noted?.heldMs).toBeGreaterThan(19);
  expect(network.take()).toEqual([]);
  await network.close();
  await close();
});

it('the proxy forwards no request to another machine', async () => {
  const network = await startSlowNetwork(0);
  const response = await ask(network.proxy, 'http://servers.example/update');
  expect(response.statusCode).toBe(403);
  response.resume();
  expect(network.take()).toEqual([]);
  await network.close();
});
