import { type PatternNode, parsePattern } from './pattern-syntax.ts';
import type { Spend } from './verdict.ts';

/**
 * Far more nodes than the pattern of an input field needs, and few enough that matching never blocks the page. A node
 * adds at most two states. A node counts again for each repetition.
 */
const MOST_NODES = 4_000;

type State =
  | { kind: 'character'; test(character: string): boolean; next: number }
  | { kind: 'either'; next: number[] }
  | { kind: 'at'; test(before: string | undefined, after: string | undefined): boolean; next: number }
  | { kind: 'end' };

class TooManyNodes extends Error {}

/**
 * Says whether a text matches a pattern of a server. The browser's own regular expressions try one alternative after
 * the other, so a pattern such as `^(a+)+$` makes them hang. This function follows all alternatives at once, so its
 * time is at most proportional to the number of states, multiplied by the length of the text.
 *
 * @param spend the budget for the work: a fixed number of units to read the pattern, and one unit for each state at
 * each character.
 * @returns `undefined` if this page cannot decide: the pattern is invalid or too large, has lookaround or back
 * references, or would cost more than the rest of the budget.
 */
export function matchesPattern(pattern: string, text: string, spend: Spend): boolean | undefined {
  if (!spend(pattern.length + MOST_NODES)) return undefined;
  const states = statesOf(pattern);
  const characters = [...text];
  if (!states || !spend(states.list.length * (characters.length + 1))) return undefined;
  return run(states.list, states.start, characters);
}

let latest: { pattern: string; states: { list: State[]; start: number } | undefined } | undefined;

function statesOf(pattern: string): { list: State[]; start: number } | undefined {
  if (latest?.pattern !== pattern) latest = { pattern, states: compile(pattern) };
  return latest.states;
}

function compile(pattern: string): { list: State[]; start: number } | undefined {
  const tree = parsePattern(pattern);
  if (!tree) return undefined;
  const list: State[] = [];
  let built = 0;
  const add = (state: State): number => list.push(state) - 1;
  /** Adds the states of a node, and returns the first state. The last state leads to `next`. */
  function build(node: PatternNode, next: number): number {
    built += 1;
    if (built > MOST_NODES) throw new TooManyNodes();
    switch (node.kind) {
      case 'character':
      case 'at':
        return add({ ...node, next });
      case 'sequence':
        return node.parts.reduceRight((after, part) => build(part, after), next);
      case 'either':
        return add({ kind: 'either', next: node.options.map((option) => build(option, next)) });
      case 'repeat': {
        let first = next;
        if (node.most === Number.POSITIVE_INFINITY) {
          const again = [next];
          first = add({ kind: 'either', next: again });
          again.push(build(node.part, first));
        } else {
          for (let times = node.least; times < node.most; times += 1) {
            first = add({ kind: 'either', next: [next, build(node.part, first)] });
          }
        }
        for (let times = 0; times < node.least; times += 1) first = build(node.part, first);
        return first;
      }
      default:
        return node satisfies never;
    }
  }
  try {
    const start = build(tree, add({ kind: 'end' }));
    return { list, start };
  } catch (error) {
    if (error instanceof TooManyNodes) return undefined;
    throw error;
  }
}

function run(states: readonly State[], start: number, characters: readonly string[]): boolean {
  let current: number[] = [];
  for (let position = 0; position <= characters.length; position += 1) {
    const [before, after] = [characters[position - 1], characters[position]];
    const following: number[] = [];
    const seen = new Set<number>();
    // A match may begin anywhere.
    const open = [start, ...current];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (seen.has(index)) continue;
      seen.add(index);
      const state = states[index];
      if (!state || state.kind === 'end') return true;
      if (state.kind === 'either') open.push(...state.next);
      else if (state.kind === 'at') {
        if (state.test(before, after)) open.push(state.next);
      } else if (after !== undefined && state.test(after)) following.push(state.next);
    }
    current = following;
  }
  return false;
}
