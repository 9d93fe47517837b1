import { describe, expect, it } from 'vitest';
import { localNetworkPermission } from './local-network-permission.ts';

/** A browser that knows these permissions, and rejects every other name (Permissions, §6.2). */
function browser(states: Record<string, PermissionState>) {
  const asked: string[] = [];
  const permissions = {
    async query({ name }: { name: string }): Promise<PermissionStatus> {
      asked.push(name);
      const state = states[name];
      if (state === undefined) throw new TypeError(`'${name}' is not a valid enum value`);
      return Object.assign(new EventTarget(), { name, state, onchange: null });
    },
  };
  return { asked, permissions };
}

const LOOPBACK = 'http://127.0.0.1:9401/mcp';
const LOCAL = 'https://192.168.1.20/mcp';

describe('the permission for an address (Local Network Access)', () => {
  it.each([
    [LOOPBACK, 'granted'],
    [LOCAL, 'denied'],
  ])('for %s depends on its address space if the browser has two permissions: %s', async (url, state) => {
    const { permissions } = browser({
      'loopback-network': 'granted',
      'local-network': 'denied',
      'local-network-access': 'prompt',
    });
    expect(await localNetworkPermission(url, permissions)).toBe(state);
  });

  it.each([LOOPBACK, LOCAL])('for %s is the common permission, if the browser has only one', async (url) => {
    const { permissions } = browser({ 'local-network-access': 'denied' });
    expect(await localNetworkPermission(url, permissions)).toBe('denied');
  });

  it('is unknown if the browser has no such permission, and is not queried for a public address', async () => {
    expect(await localNetworkPermission(LOOPBACK, browser({}).permissions)).toBeUndefined();
    expect(await localNetworkPermission(LOOPBACK, undefined)).toBeUndefined();
    const { asked, permissions } = browser({ 'local-network-access': 'granted' });
    expect(await localNetworkPermission('https://mcp.example/mcp', permissions)).toBeUndefined();
    expect(asked).toEqual([]);
  });
});
