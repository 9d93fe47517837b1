import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { connectionQuery, promptsQuery, resourcesQuery, templatesQuery, toolsQuery } from './queries.ts';
import type { ListKind } from './server-access.ts';
import {
  callTool,
  DISCOVERED,
  INITIALIZED,
  result,
  SERVER,
  server,
  stream,
} from './testing/session-server.ts';

const LISTS = ['tools', 'resources', 'prompts'] as const;

describe('a list that the server changes', () => {
  /** A server that announces changes of these lists in the stream that it returns to `GET` or to a subscription. */
  function announcing(kinds: readonly ListKind[], era: 'older' | 'newer' = 'older', listChanged = true) {
    const listening = stream();
    const capabilities = Object.fromEntries(kinds.map((kind) => [kind, { listChanged }]));
    const announced = server(({ method, message, init }) => {
      if (method === 'initialize') return result(message, { ...INITIALIZED, capabilities });
      if (method === 'server/discover')
        return era === 'newer' ? result(message, { ...DISCOVERED, capabilities }) : undefined;
      if (method === 'subscriptions/listen' || init.method === 'GET') return listening.response;
      if (message.id === undefined) return new Response(null, { status: 202 });
      return result(message, { tools: [], resources: [], resourceTemplates: [], prompts: [] });
    });
    return { ...announced, listening };
  }

  it.each([true, false])('is announced once for many notifications (declared: %s)', async (declared) => {
    const { open, listening } = announcing(['tools'], 'older', declared);
    const heard: ListKind[] = [];
    await open((kind) => heard.push(kind));
    for (const expected of [['tools'], ['tools', 'tools']]) {
      for (let times = 0; times < 100; times += 1)
        listening.send({ method: 'notifications/tools/list_changed' });
      await vi.waitFor(() => expect(heard).toEqual(expected), 30_000);
    }
  });

  it('is announced ten times at once, and then once in ten seconds, if the server announces it without end', async () => {
    const { open, listening } = announcing(['tools']);
    const heard: ListKind[] = [];
    await open((kind) => heard.push(kind));
    onTestFinished(() => void vi.useRealTimers());
    vi.useFakeTimers();
    // A pause before the notifications allows no more of them.
    await vi.advanceTimersByTimeAsync(600_000);
    for (let seconds = 0; seconds < 600; seconds += 1) {
      listening.send({ method: 'notifications/tools/list_changed' });
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(heard).toHaveLength(10 + 60);
  });

  it.each(LISTS)('is announced to a subscription that names exactly these lists: %s', async (kind) => {
    const { open, listening, sent } = announcing([kind], 'newer');
    const heard: ListKind[] = [];
    await open((each) => heard.push(each));
    const subscription = () => sent.find(({ method }) => method === 'subscriptions/listen')?.message;
    await vi.waitFor(() => expect(subscription()).toBeDefined(), 30_000);
    const { id, params } = subscription() ?? {};
    expect(params?.notifications).toEqual(
      Object.fromEntries(LISTS.map((each) => [`${each}ListChanged`, each === kind])),
    );
    const _meta = { 'io.modelcontextprotocol/subscriptionId': id };
    for (const each of ['subscriptions/acknowledged', `${kind}/list_changed`])
      listening.send({
        method: `notifications/${each}`,
        params: { _meta, notifications: params?.notifications },
      });
    await vi.waitFor(() => expect(heard).toEqual([kind]), 30_000);
  });

  it.each([
    ['the server announces no list', [], () => {}],
    ['no page shows a list', LISTS, undefined],
  ] as const)('has no subscription if %s', async (_what, kinds, onListChanged) => {
    const { open, count } = announcing(kinds, 'newer');
    await callTool(await open(onListChanged)).catch(() => {});
    expect([count('tools/call'), count('subscriptions/listen')]).toEqual([1, 0]);
  });

  it.each([
    ['tools', ['tools/list']],
    ['resources', ['resources/list', 'resources/templates/list']],
    ['prompts', ['prompts/list']],
  ] as const)('is read again over the same connection: %s', async (kind, methods) => {
    const { fetch, sent, count, listening } = announcing(LISTS);
    const queries = new QueryClient();
    const connect = () => {
      const observer = new QueryObserver(queries, connectionQuery({ serverUrl: SERVER, fetch }, 'ada'));
      observer.subscribe(() => {});
      return observer.getCurrentResult().data;
    };
    const connection = await vi.waitFor(() => connect() ?? Promise.reject(), 30_000);
    for (const query of [toolsQuery, resourcesQuery, templatesQuery, promptsQuery])
      for (const person of ['ada', 'ben'])
        new QueryObserver<unknown>(queries, Object(query(connection, SERVER, person))).subscribe(() => {});
    const lists = () => sent.flatMap(({ method }) => (method.endsWith('/list') ? [method] : []));
    await vi.waitFor(() => expect(lists()).toHaveLength(8), 30_000);
    listening.send({ method: `notifications/${kind}/list_changed` });
    await vi.waitFor(() => expect(lists().slice(8)).toEqual(methods), 30_000);
    expect(count('initialize')).toBe(1);
  });
});
