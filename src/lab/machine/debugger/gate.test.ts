import { describe, expect, it } from 'vitest';
import type { WireMessage } from '../wire/exchange.ts';
import { createGate, type Gate } from './gate.ts';

const messageTo = (url: string): WireMessage => ({ method: 'GET', url, headers: {}, body: '' });
const first = messageTo('https://lab.example/first');
const second = messageTo('https://lab.example/second');

function held(gate: Gate, exchangeId: number): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const state = gate.getSnapshot();
      if (state.status === 'paused' && state.exchangeId === exchangeId) resolve();
    };
    gate.subscribe(look);
    look();
  });
}

describe('the gate, in step mode', () => {
  it('holds two simultaneous messages one after the other, and loses neither of them', async () => {
    const gate = createGate();
    gate.setStepping(true);
    const passed = [gate.pass(1, first), gate.pass(2, second)];
    await held(gate, 1);
    gate.send();
    await held(gate, 2);
    gate.drop();
    expect(await Promise.all(passed)).toEqual([first, 'dropped']);
  });

  it('releases every waiting message when step mode ends', async () => {
    const gate = createGate();
    gate.setStepping(true);
    const passed = [gate.pass(1, first), gate.pass(2, second)];
    await held(gate, 1);
    gate.setStepping(false);
    expect(await Promise.all(passed)).toEqual([first, second]);
    expect(gate.getSnapshot()).toEqual({ status: 'open' });
  });

  it('sends a message as the learner changed it', async () => {
    const gate = createGate();
    gate.setStepping(true);
    const passed = gate.pass(1, first);
    await held(gate, 1);
    gate.send(second);
    expect(await passed).toEqual(second);
  });
});
