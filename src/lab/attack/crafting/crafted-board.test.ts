import { describe, expect, it } from 'vitest';
import { keptStorage } from '../../machine/testing/kept-storage.ts';
import { createCraftedBoard, resultOf } from './crafted-board.ts';

describe('the table of the results', () => {
  it('keeps the best result at each server for the next visit', () => {
    const storage = keptStorage();
    const board = createCraftedBoard(storage);
    board.mark('found-code/verifier-when-sent', 2);
    board.mark('found-code/verifier-when-sent', 1);
    board.mark('found-code/verifier-when-sent', 3);
    const next = createCraftedBoard(storage);
    expect(resultOf(next.getSnapshot(), 'found-code/verifier-when-sent')).toBe(1);
    expect(resultOf(next.getSnapshot(), 'constructor')).toBeUndefined();
    next.reset();
    expect(createCraftedBoard(storage).getSnapshot()).toEqual({});
  });

  it.each(['{', 'null', '[1.5]', '{"a":"1"}', '{"a":null}'])('is empty if %s was stored', (kept) => {
    expect(createCraftedBoard(keptStorage(kept)).getSnapshot()).toEqual({});
  });
});
