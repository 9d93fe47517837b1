import { describe, expect, it } from 'vitest';
import type { CallbackRequest, CallbackRun, Purpose } from './callback.ts';
import { CLIENTS } from './clients.ts';
import { figuresOf, type Measured, median } from './figures.ts';

const request = (purpose: Purpose, atMs: number): CallbackRequest => ({
  purpose,
  atMs,
  heldMs: 50,
  serverMs: 3,
});

const run = (changes: Partial<CallbackRun> = {}): CallbackRun => ({
  runningMs: 110,
  tokenMs: 170,
  toolsLoadedMs: 180,
  resultMs: 340,
  requests: [
    request('document', 1),
    request('script', 55),
    request('MCP client', 110),
    request('token', 111),
    request('preflight', 180),
    request('tool', 240),
  ],
  ...changes,
});

function measured(runs: readonly CallbackRun[]): Measured {
  const [client] = CLIENTS;
  if (!client) throw new Error('There is no client.');
  const conduct = {
    requestsBeforeRedirect: 2,
    discoversFromServer: true,
    refusesForgedState: true,
    refusesForgedIssuer: true,
  };
  return { client, bytes: { toToken: 5000, toResult: 86_000 }, conduct, runs };
}

describe('the figures of a client', () => {
  it('are the medians of its runs', () => {
    const runs = [run({ tokenMs: 171 }), run({ tokenMs: 900 }), run({ tokenMs: 170 })];
    expect(figuresOf(measured(runs)).tokenMs).toBe(171);
    expect(median([1, 2, 3, 10])).toBe(2.5);
  });

  it('list the requests before the token, except the request for the MCP client', () => {
    const { requestsToToken, requestsToResult } = figuresOf(measured([run()]));
    expect(requestsToToken).toEqual(['document', 'script', 'token']);
    expect(requestsToResult).toHaveLength(6);
  });

  it('include a wait for the MCP client only if the token arrives before the MCP client', () => {
    expect(figuresOf(measured([run()])).waitedForToolsMs).toBe(10);
    expect(figuresOf(measured([run({ toolsLoadedMs: 150 })])).waitedForToolsMs).toBe(0);
  });

  it('are an error if two runs sent different requests, or if there was no run', () => {
    const again = run({ requests: [...run().requests, request('discovery', 100)] });
    expect(() => figuresOf(measured([run(), again]))).toThrow('sends different requests in different runs');
    expect(() => figuresOf(measured([]))).toThrow('was never run');
  });
});
