import { QueryClient, QueryObserver, queryOptions } from '@tanstack/react-query';
import { describe, expect, it, vi } from 'vitest';
import { closeLeftConnections } from './left-connections.ts';

/** A connection in a cache that closes unused connections. */
function connected() {
  const queries = new QueryClient();
  const target = new EventTarget();
  closeLeftConnections(queries, target);
  const close = vi.fn(async () => {});
  const connect = vi.fn();
  let opened: (connection: { close(): Promise<void> }) => void = () => {};
  const options = queryOptions({
    queryKey: ['mcp', 'https://mcp.example/mcp', 'ada'],
    queryFn: () =>
      new Promise<{ close(): Promise<void> }>((resolve) => {
        connect();
        opened = resolve;
      }),
    gcTime: 0,
  });
  const observer = new QueryObserver(queries, options);
  return { queries, target, close, connect, observer, open: () => opened({ close }) };
}

const pageshow = (persisted: boolean) => Object.assign(new Event('pageshow'), { persisted });

describe('a connection', () => {
  it('is closed only when no page shows it', async () => {
    const { close, observer, open } = connected();
    const leave = observer.subscribe(() => {});
    open();
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toBeDefined(), 30_000);
    expect(close).not.toHaveBeenCalled();
    leave();
    await vi.waitFor(() => expect(close).toHaveBeenCalledOnce(), 30_000);
  });

  it('is closed as soon as it opens if the user has left the page', async () => {
    const { close, observer, open } = connected();
    observer.subscribe(() => {})();
    open();
    await vi.waitFor(() => expect(close).toHaveBeenCalledOnce(), 30_000);
  });

  it('is closed when the document is unloaded', async () => {
    const { queries, target, close, observer, open } = connected();
    queries.setQueryData(['other'], { items: [] });
    observer.subscribe(() => {});
    open();
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toBeDefined(), 30_000);
    target.dispatchEvent(new Event('pagehide'));
    expect(close).toHaveBeenCalledOnce();
  });

  it('is replaced when the document comes back from the back/forward cache', async () => {
    const { queries, target, connect, observer, open } = connected();
    queries.setQueryData(['mcp', 'https://mcp.example/mcp', 'ada', 'tools'], { items: [] });
    observer.subscribe(() => {});
    open();
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toBeDefined(), 30_000);
    const first = observer.getCurrentResult().data;
    target.dispatchEvent(new Event('pagehide'));
    target.dispatchEvent(pageshow(true));
    expect(observer.getCurrentResult().data).toBeUndefined();
    await vi.waitFor(() => expect(connect).toHaveBeenCalledTimes(2), 30_000);
    open();
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toBeDefined(), 30_000);
    expect(observer.getCurrentResult().data).not.toBe(first);
    expect(queries.getQueryData(['mcp', 'https://mcp.example/mcp', 'ada', 'tools'])).toEqual({ items: [] });
  });

  it('is kept when the document is shown for the first time', async () => {
    const { target, connect, observer, open } = connected();
    observer.subscribe(() => {});
    open();
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toBeDefined(), 30_000);
    target.dispatchEvent(pageshow(false));
    expect(observer.getCurrentResult().data).toBeDefined();
    expect(connect).toHaveBeenCalledOnce();
  });
});
