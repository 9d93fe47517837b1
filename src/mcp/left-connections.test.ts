import { QueryClient, QueryObserver, queryOptions } from '@tanstack/react-query';
import { describe, expect, it, vi } from 'vitest';
import { closeLeftConnections } from './left-connections.ts';

/** A connection in a cache that closes unused connections. */
function connected() {
  const queries = new QueryClient();
  const target = new EventTarget();
  closeLeftConnections(queries, target);
  const close = vi.fn(async () => {});
  let opened: (connection: { close(): Promise<void> }) => void = () => {};
  const options = queryOptions({
    queryKey: ['mcp', 'https://mcp.example/mcp', 'ada'],
    queryFn: () =>
      new Promise<{ close(): Promise<void> }>((resolve) => {
        opened = resolve;
      }),
    gcTime: 0,
  });
  const observer = new QueryObserver(queries, options);
  return { target, close, observer, open: () => opened({ close }) };
}

describe('a connection', () => {
  it('is closed when no page shows it any more, and not while one does', async () => {
    const { close, observer, open } = connected();
    const leave = observer.subscribe(() => {});
    open();
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toBeDefined());
    expect(close).not.toHaveBeenCalled();
    leave();
    await vi.waitFor(() => expect(close).toHaveBeenCalledOnce());
  });

  it('is closed as soon as it is open, if the page was left before', async () => {
    const { close, observer, open } = connected();
    observer.subscribe(() => {})();
    open();
    await vi.waitFor(() => expect(close).toHaveBeenCalledOnce());
  });

  it('is closed when the document is unloaded', async () => {
    const { target, close, observer, open } = connected();
    observer.subscribe(() => {});
    open();
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toBeDefined());
    target.dispatchEvent(new Event('pagehide'));
    expect(close).toHaveBeenCalledOnce();
  });
});
