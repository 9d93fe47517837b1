import { afterEach, describe, expect, it, vi } from 'vitest';
import { callFailure } from './call-failure.ts';
import { CallCancelled, ServerSilent } from './connection.ts';
import { LIMITS } from './limits.ts';
import { callTool, REFERENCE, requestedSchema, server, stream } from './testing/session-server.ts';

afterEach(() => vi.useRealTimers());

describe('the timeout of a call', () => {
  it('counts only silence, and restarts with progress, even in a number that is text', async () => {
    const slow = stream();
    const { open, sent } = server(({ method }) => (method === 'tools/call' ? slow.response : undefined));
    const connection = await open();
    vi.useFakeTimers();
    const heard: number[] = [];
    const calling = callTool(connection, { onProgress: ({ progress }) => heard.push(progress) });
    await vi.advanceTimersByTimeAsync(0);
    const { message } = sent.find(({ method }) => method === 'tools/call') ?? {};
    for (let minute = 1; minute <= 12; minute += 4) {
      slow.send({
        method: 'notifications/progress',
        params: {
          progressToken: message?.params?._meta?.progressToken,
          progress: minute === 5 ? '5' : minute,
        },
      });
      await vi.advanceTimersByTimeAsync(4 * 60_000);
    }
    slow.send({ id: message?.id, result: { content: [] } });
    await vi.advanceTimersByTimeAsync(0);
    expect(await calling).toMatchObject({ content: [] });
    expect(heard).toEqual([1, 5, 9]);
    const abort = new AbortController();
    connection.elicitations.ask(
      { message: '', requestedSchema: { type: 'object', properties: {} } },
      abort.signal,
    );
    abort.abort();
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    ['restarts with a comment, if the user can cancel the call', true],
    ['does not restart with a comment, if the user cannot cancel the request', false],
  ])('%s', async (_what, isCancellable) => {
    const slow = stream();
    const { open, sent } = server(({ method }) => (method === 'tools/call' ? slow.response : undefined));
    const connection = await open();
    vi.useFakeTimers();
    const calling = callTool(connection, isCancellable ? { signal: new AbortController().signal } : {});
    const settled = calling.catch((thrown: unknown) => thrown);
    for (let minute = 1; minute <= 12; minute += 4) {
      await vi.advanceTimersByTimeAsync(4 * 60_000);
      slow.write(': still there\n\n');
    }
    slow.send({
      id: sent.find(({ method }) => method === 'tools/call')?.message.id,
      result: { content: [] },
    });
    await vi.advanceTimersByTimeAsync(0);
    slow.write(': late\n\n');
    await vi.advanceTimersByTimeAsync(0);
    const ended = isCancellable ? expect.objectContaining({ content: [] }) : expect.any(ServerSilent);
    expect(await settled).toEqual(ended);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is shorter while an event is incomplete, and the client ignores the data of an event that stays incomplete', async () => {
    const slow = stream();
    const { open, sent } = server(({ method }) => (method === 'tools/call' ? slow.response : undefined));
    const connection = await open();
    vi.useFakeTimers();
    const calling = callTool(connection).catch((thrown: unknown) => thrown);
    await vi.advanceTimersByTimeAsync(0);
    const { id } = sent.find(({ method }) => method === 'tools/call')?.message ?? {};
    slow.write(`data: ${JSON.stringify({ jsonrpc: '2.0', id, result: { content: [] } })}\n`);
    await vi.advanceTimersByTimeAsync(LIMITS.openEventMs);
    expect(await calling).toMatchObject({ data: { unanswered: 'open event' } });
    // The page has closed the stream.
    expect(() => slow.write('\n')).toThrow();
  });

  it('applies after an empty 202, because the response may arrive in the stream of a GET', async () => {
    const listening = stream();
    const { open, sent } = server(({ method }) => {
      if (method === 'GET') return listening.response;
      return method === 'tools/call' ? new Response(null, { status: 202 }) : undefined;
    });
    const calling = callTool(await open());
    const called = () => sent.find(({ method }) => method === 'tools/call');
    await vi.waitFor(() => expect(called()).toBeDefined(), 30_000);
    listening.send({ id: called()?.message.id, result: { content: [] } });
    expect(await calling).toMatchObject({ content: [] });
  });

  it('pauses while an elicitation waits for the user', async () => {
    const asking = stream();
    const { open, sent } = server(({ method }) => (method === 'tools/call' ? asking.response : undefined));
    const connection = await open();
    vi.useFakeTimers();
    const calling = callTool(connection);
    await vi.advanceTimersByTimeAsync(0);
    asking.send({ id: 'q', method: 'elicitation/create', params: { message: 'Sure?', requestedSchema } });
    await vi.advanceTimersByTimeAsync(10 * LIMITS.silenceMs);
    expect(connection.elicitations.getSnapshot()?.message).toBe('Sure?');
    connection.elicitations.getSnapshot()?.respond({ action: 'accept', content: {} });
    await vi.advanceTimersByTimeAsync(0);
    expect(sent.find(({ message }) => message.id === 'q')?.message.result).toMatchObject({
      action: 'accept',
    });
    asking.send({
      id: sent.find(({ method }) => method === 'tools/call')?.message.id,
      result: { content: [] },
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(await calling).toMatchObject({ content: [] });
  });

  it('does not end an elicitation, which ends with the call that caused it', async () => {
    const asking = stream();
    const { open, sent, count } = server(({ method }) =>
      method === 'tools/call' && count(method) === 1 ? asking.response : undefined,
    );
    const connection = await open();
    const calling = callTool(connection);
    const called = () => sent.find(({ method }) => method === 'tools/call');
    await vi.waitFor(() => expect(called()).toBeDefined(), 30_000);
    asking.send({ id: 'q', method: 'elicitation/create', params: { message: 'Sure?', requestedSchema } });
    await vi.waitFor(() => expect(connection.elicitations.getSnapshot()).toBeDefined(), 30_000);
    await callTool(connection);
    expect(connection.elicitations.getSnapshot()).toBeDefined();
    asking.send({ id: called()?.message.id, result: { content: [] } });
    expect(await calling).toMatchObject({ content: [] });
    await vi.waitFor(() => expect(connection.elicitations.getSnapshot()).toBeUndefined(), 30_000);
  });

  it('does not end an elicitation outside a call: such an elicitation ends when the server withdraws it', async () => {
    const asking = stream();
    const { open } = server(({ method }) => (method === 'GET' ? asking.response : undefined));
    const connection = await open();
    await callTool(connection);
    asking.send({ id: 'q', method: 'elicitation/create', params: { message: 'Sure?', requestedSchema } });
    await vi.waitFor(() => expect(connection.elicitations.getSnapshot()).toBeDefined(), 30_000);
    await callTool(connection);
    expect(connection.elicitations.getSnapshot()).toBeDefined();
    asking.send({ method: 'notifications/cancelled', params: { requestId: 'q' } });
    await vi.waitFor(() => expect(connection.elicitations.getSnapshot()).toBeUndefined(), 30_000);
  });

  it('ends when the user cancels the call, and the server is notified', async () => {
    const { open, count } = server(({ method }) => (method === 'tools/call' ? stream().response : undefined));
    const connection = await open();
    const abort = new AbortController();
    const calling = callTool(connection, { signal: abort.signal });
    await vi.waitFor(() => expect(count('tools/call')).toBe(1), 30_000);
    abort.abort();
    await expect(calling).rejects.toBeInstanceOf(CallCancelled);
    await expect(callTool(connection, { signal: abort.signal })).rejects.toBeInstanceOf(CallCancelled);
    expect(count('tools/call')).toBe(1);
    await vi.waitFor(() => expect(count('notifications/cancelled')).toBe(1), 30_000);
  });
});

it.each([
  ['nothing', () => new Response(null, { status: 405 })],
  ['a web page', () => new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } })],
])('a call fails immediately if the GET after an empty 202 gets %s', async (_what, respond) => {
  const { open, count } = server(({ method }) => {
    if (method === 'GET') return respond();
    return method === 'tools/call' ? new Response(null, { status: 202 }) : undefined;
  });
  const connection = await open();
  await vi.waitFor(() => expect(count('GET')).toBe(1), 30_000);
  await expect(callTool(connection)).rejects.toMatchObject({ data: { unanswered: 'empty' } });
});

it.each([
  ['no schema', { message: 'Sure?' }, { message: 'Sure?', schema: { type: 'object', properties: {} } }],
  ['a schema with a reference', { message: 'Sure?', requestedSchema: REFERENCE }, { schema: REFERENCE }],
  ['a schema as JSON text', { requestedSchema: JSON.stringify(REFERENCE) }, { schema: REFERENCE }],
  [
    'a list in place of a schema',
    { requestedSchema: [{ name: 'a' }] },
    { schema: expect.not.objectContaining({ properties: {} }) },
  ],
  ['a page without an ID', { mode: 'url', message: 'Go', url: '/a' }, { message: 'Go', url: '/a' }],
  ['no message', { message: null, requestedSchema }, { message: '', schema: requestedSchema }],
])('an elicitation with %s is shown, as far as it can be read', async (_what, params, shown) => {
  const asking = stream();
  const { open } = server(({ method }) => (method === 'GET' ? asking.response : undefined));
  const { elicitations } = await open();
  asking.send({ id: 'q', method: 'elicitation/create', params });
  await vi.waitFor(() => expect(elicitations.getSnapshot()).toMatchObject(shown), 30_000);
});

it('a call ends with a reason if the server refuses the answer to its elicitation, but not if the browser hides the refusal', async () => {
  for (const isHidden of [true, false]) {
    const asking = stream();
    const { open, sent } = server(({ method, message }) => {
      if (method === 'tools/call') return asking.response;
      if (message.result === undefined) return undefined;
      if (isHidden) throw new TypeError('Failed to fetch');
      return new Response('Not this one', { status: 500 });
    });
    const connection = await open();
    const calling = callTool(connection).catch((thrown: unknown) => thrown);
    await vi.waitFor(() => expect(sent.at(-1)?.method).toBe('tools/call'), 30_000);
    const { id } = sent.at(-1)?.message ?? {};
    asking.send({ id: 'q', method: 'elicitation/create', params: { message: 'Sure?', requestedSchema } });
    await vi.waitFor(() => expect(connection.elicitations.getSnapshot()).toBeDefined(), 30_000);
    connection.elicitations.getSnapshot()?.respond({ action: 'decline' });
    await vi.waitFor(() => expect(sent.some(({ message }) => message.id === 'q')).toBe(true), 30_000);
    if (isHidden) asking.send({ id, result: { content: [] } });
    const ended = await calling;
    if (isHidden) expect(ended).toMatchObject({ content: [] });
    else
      expect(callFailure(ended)).toMatchObject({
        message: expect.stringContaining('HTTP 500'),
        said: 'Not this one',
      });
  }
});

it.each([200, 400])(
  'a lost answer to an elicitation is sent exactly once more, even if the second attempt gets the status %i',
  async (status) => {
    const asking = stream();
    let isLost = true;
    const { open, sent } = server(({ method, message }) => {
      if (method === 'tools/call') return asking.response;
      if (message.result === undefined) return undefined;
      if (!isLost) return new Response(null, { status });
      isLost = false;
      throw new TypeError('Failed to fetch');
    });
    const connection = await open();
    const calling = callTool(connection);
    await vi.waitFor(() => expect(sent.at(-1)?.method).toBe('tools/call'), 30_000);
    const { id } = sent.at(-1)?.message ?? {};
    asking.send({ id: 'q', method: 'elicitation/create', params: { message: 'Sure?', requestedSchema } });
    await vi.waitFor(() => expect(connection.elicitations.getSnapshot()).toBeDefined(), 30_000);
    connection.elicitations.getSnapshot()?.respond({ action: 'decline' });
    await vi.waitFor(() => expect(sent.filter(({ message }) => message.id === 'q')).toHaveLength(2), 30_000);
    asking.send({ id, result: { content: [] } });
    expect(await calling).toMatchObject({ content: [] });
  },
);
