import { describe, expect, it } from 'vitest';
import { memoryStorage } from '../oauth/test-platform.ts';
import { keepCall, readCall, takeCall } from './interrupted-call.ts';

const SERVER = 'https://mcp.example/mcp';
const CALL = { id: '1', serverUrl: SERVER, tool: 'add', arguments: { text: 'x' } };

describe('a call that waits for a permission', () => {
  it('is repeated once, by the address that its own sign-in returns to', () => {
    const storage = memoryStorage();
    keepCall(storage, CALL);
    expect(readCall(storage, '1', SERVER, 'add')).toEqual(CALL);
    expect(takeCall(storage, '1', SERVER, 'add')).toEqual(CALL);
    expect(takeCall(storage, '1', SERVER, 'add')).toBeUndefined();
  });

  it.each([
    [null, SERVER, 'add'],
    ['2', SERVER, 'add'],
    ['1', 'https://other.example/mcp', 'add'],
    ['1', SERVER, 'remove'],
  ])('is not repeated for id %s at %s %s', (id, serverUrl, tool) => {
    const storage = memoryStorage();
    keepCall(storage, CALL);
    expect(takeCall(storage, id, serverUrl, tool)).toBeUndefined();
  });

  it.each(['{', 'null', '7', '[]', '{"id":"1"}'])('is none where the record is %s', (damaged) => {
    const storage = memoryStorage();
    storage.setItem('app:interrupted-call', damaged);
    expect(takeCall(storage, '1', SERVER, 'add')).toBeUndefined();
  });
});
