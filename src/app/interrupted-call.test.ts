import { describe, expect, it } from 'vitest';
import { exactNumber } from '../mcp/exact-numbers.ts';
import { acquireTab } from '../oauth/tab-ownership.ts';
import { memoryStorage, testPlatform } from '../oauth/testing/platform.ts';
import { type Caller, dropCall, keepCall, takeCall } from './interrupted-call.ts';

const SERVER = 'https://mcp.example/mcp';
const ADA: Caller = { issuer: 'https://login.example', subject: 'ada' };
const PLACE = { serverUrl: SERVER, tool: 'add', caller: ADA };
const CALL = { ...PLACE, id: '1', arguments: { text: 'private' } };
const KEY = 'oauth:interrupted-call';

describe('a call that waits for a permission', () => {
  it('is repeated only once', () => {
    const storage = memoryStorage();
    keepCall(storage, CALL);
    expect(takeCall(storage, '1', PLACE)).toEqual({ kind: 'repeat', arguments: { text: 'private' } });
    expect(takeCall(storage, '1', PLACE)).toBeUndefined();
  });

  it('is dropped together with the previous call if the storage is full, because the sign-in needs the space', () => {
    const storage = memoryStorage();
    keepCall(storage, CALL);
    storage.full = true;
    keepCall(storage, { ...CALL, id: '2', arguments: { text: 'much longer than the first one' } });
    expect(takeCall(storage, '2', PLACE)).toBeUndefined();
    expect(storage.getItem(KEY)).toBeNull();
  });

  it('is not repeated by a copy of the tab, because the original repeats the call', async () => {
    const platform = testPlatform(() => new Response());
    await acquireTab(platform);
    keepCall(platform.tab, CALL);
    const copy = platform.duplicate();
    const owns = acquireTab(copy);
    await copy.elapse(500);
    expect(await owns).toBe(false);
    expect(takeCall(copy.tab, '1', PLACE)).toBeUndefined();
    expect(takeCall(platform.tab, '1', PLACE)).toMatchObject({ kind: 'repeat' });
  });

  it('has every digit of its numbers when it is repeated', () => {
    const storage = memoryStorage();
    const args = { id: exactNumber('7960607143101464576') };
    keepCall(storage, { ...CALL, arguments: args });
    expect(takeCall(storage, '1', PLACE)).toEqual({ kind: 'repeat', arguments: args });
  });

  it.each([
    [null, SERVER, 'add'],
    ['2', SERVER, 'add'],
    ['1', 'https://other.example/mcp', 'add'],
    ['1', `${SERVER}/`, 'add'],
    ['1', SERVER, 'remove'],
  ])('is not repeated for the ID %s, the server %s and the tool %s', (id, serverUrl, tool) => {
    const storage = memoryStorage();
    keepCall(storage, CALL);
    expect(takeCall(storage, id, { ...PLACE, serverUrl, tool })).toBeUndefined();
  });

  it.each<[string, Caller]>([
    ['another person', { ...ADA, subject: 'mallory' }],
    ['a person whose subject differs only in case', { ...ADA, subject: 'Ada' }],
    ['the same subject at another authorization server', { ...ADA, issuer: 'https://login.example/' }],
    ['an unknown person at another authorization server', { issuer: 'https://evil.example', subject: null }],
  ])('is not given to %s, and is deleted', (_who, caller) => {
    const storage = memoryStorage();
    keepCall(storage, CALL);
    expect(takeCall(storage, '1', { ...PLACE, caller })).toEqual({ kind: 'another person' });
    expect(storage.getItem(KEY)).toBeNull();
    expect(takeCall(storage, '1', PLACE)).toBeUndefined();
  });

  it('is offered to the user if the subject is known neither before nor after the sign-in', () => {
    const storage = memoryStorage();
    const unnamed = { ...PLACE, caller: { ...ADA, subject: null } };
    keepCall(storage, { ...CALL, ...unnamed });
    expect(takeCall(storage, '1', unnamed)).toEqual({ kind: 'offer', arguments: { text: 'private' } });
    expect(takeCall(storage, '1', unnamed)).toBeUndefined();
  });

  it('is repeated for any person if it was made without a session', () => {
    const storage = memoryStorage();
    keepCall(storage, { ...CALL, caller: 'anonymous' });
    expect(takeCall(storage, '2', PLACE)).toBeUndefined();
    expect(takeCall(storage, '1', PLACE)).toEqual({ kind: 'repeat', arguments: { text: 'private' } });
    expect(storage.getItem(KEY)).toBeNull();
  });

  it.each<[string, string | null, string | null]>([
    ['only before', 'ada', null],
    ['only after', null, 'ada'],
  ])('is not repeated if the subject is known %s the sign-in', (_when, before, after) => {
    const storage = memoryStorage();
    keepCall(storage, { ...CALL, caller: { ...ADA, subject: before } });
    expect(takeCall(storage, '1', { ...PLACE, caller: { ...ADA, subject: after } })).toEqual({
      kind: 'another person',
    });
  });

  it('is deleted by dropCall', () => {
    const storage = memoryStorage();
    keepCall(storage, CALL);
    dropCall(storage);
    expect(storage.getItem(KEY)).toBeNull();
  });

  const changed = (changes: object) => JSON.stringify({ ...CALL, ...changes });
  it.each([
    ...['{', 'null', '7', '[]', '{"id":"1"}', '""', '{"__proto__":{"id":"1"}}'],
    changed({ caller: undefined }),
    changed({ caller: null }),
    changed({ caller: 'ada' }),
    changed({ caller: { issuer: ADA.issuer } }),
    changed({ caller: { ...ADA, subject: '' } }),
    changed({ caller: { ...ADA, subject: 7 } }),
    changed({ caller: { ...ADA, issuer: undefined } }),
    changed({ caller: { ...ADA, issuer: '' } }),
    changed({ arguments: undefined }),
    changed({ arguments: null }),
    changed({ arguments: [] }),
    changed({ arguments: 'text' }),
    changed({ id: 1 }),
  ])('is ignored if its record is %s', (damaged) => {
    const storage = memoryStorage();
    storage.setItem(KEY, damaged);
    expect(takeCall(storage, '1', PLACE)).toBeUndefined();
  });
});
