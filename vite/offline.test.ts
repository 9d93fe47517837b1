import { describe, expect, it } from 'vitest';
import { isOffline } from './offline.ts';

const SERVER = { VITE_MCP_SERVER_URL: 'https://mcp.example/mcp' };
const LAB = { command: 'build', lab: true } as const;
const STARTER = { command: 'build', lab: false } as const;

describe('the servers in the tab', () => {
  it('exist unless a setting names an MCP server or an issuer', () => {
    expect(isOffline({}, LAB)).toBe(true);
    expect(isOffline({}, { command: 'serve', lab: false })).toBe(true);
    expect(isOffline(SERVER, LAB)).toBe(false);
    expect(isOffline(SERVER, { command: 'serve', lab: false })).toBe(false);
    expect(isOffline({ VITE_ISSUER: 'https://login.example' }, LAB)).toBe(false);
  });

  it('are not in a build of a starter, unless VITE_OFFLINE is true', () => {
    expect(isOffline({}, STARTER)).toBe(false);
    expect(isOffline({ VITE_OFFLINE: 'true' }, STARTER)).toBe(true);
  });

  it('depend only on VITE_OFFLINE if this setting has a value', () => {
    expect(isOffline({ VITE_OFFLINE: 'false' }, LAB)).toBe(false);
    expect(isOffline({ VITE_OFFLINE: 'false' }, { command: 'serve', lab: false })).toBe(false);
    expect(isOffline({ ...SERVER, VITE_OFFLINE: 'true' }, LAB)).toBe(true);
  });
});
