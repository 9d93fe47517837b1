import { type Act, pick } from './step.ts';

/** Actions that affect only tokens that are bound to keys. */
export const dpopActions = {
  'rotate the nonces': ({ servers: { a } }, { choice }) => {
    const verifier = pick([a.dpop?.token, a.dpop?.resource], choice);
    // After two rotations, the repeated request is refused, too, as if two nodes of a server shared no nonces.
    const times = choice % 3 ? 1 : 2;
    verifier?.rotate(times);
    return (
      verifier &&
      `the server of ${verifier.nonce()} demands a new nonce at each of its next requests (${times})`
    );
  },
  'lose keys': ({ browser: { keys }, occurred }, { choice }) => {
    const stored = [...keys.pairs.keys()];
    const one = pick(stored, choice >> 1);
    if (one === undefined) return undefined;
    for (const jkt of choice % 2 ? stored : [one]) {
      keys.pairs.delete(jkt);
      keys.lost.add(jkt);
    }
    occurred('keys are lost');
    return `the browser deletes ${choice % 2 ? 'every key' : `the key ${one}`}`;
  },
  'break or repair IndexedDB': ({ browser: { keys }, occurred }) => {
    keys.fails = !keys.fails;
    if (keys.fails) occurred('IndexedDB fails');
    return `IndexedDB ${keys.fails ? 'fails' : 'works again'}`;
  },
} satisfies Record<string, Act>;
