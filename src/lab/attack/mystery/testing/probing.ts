import type { Exchange } from '../../../machine/wire/exchange.ts';
import type { Parameter } from '../../crafting/request-template.ts';
import { refusalReason, verdictOn } from '../../crafting/verdict.ts';
import type { MysteryDefence } from '../defences.ts';
import { beginMystery, type MysteryRun } from '../mystery-run.ts';
import type { Probe } from '../solutions.ts';

export const ORIGIN = 'https://lab.example';

export const logOf = ({ machine }: MysteryRun): readonly Exchange[] => machine.log.getSnapshot();

/** Sends a probe through the requests of the page, as a person would. */
export async function send(run: MysteryRun, { request, change = {} }: Probe): Promise<Exchange | undefined> {
  const notes = run.notebook.getSnapshot();
  const template = run.templates(notes).find(({ label }) => label === request);
  if (!template) throw new Error(`There is no request ${request}.`);
  const value = (_: string, name: string) =>
    name === 'origin' ? ORIGIN : (notes.find(({ what }) => what === name)?.value ?? '');
  const parameters = template.parameters.map(([name, before]): Parameter => {
    return [name, change[name]?.replace(/\{([^}]+)\}/g, value) ?? before];
  });
  await run.send(template, template.message(parameters));
  return logOf(run).at(-1);
}

/** Begins at the server of a seed, and sends some probes. */
export async function probe(seed: number, probes: readonly Probe[], strict = false): Promise<MysteryRun> {
  const run = await beginMystery(seed, { origin: ORIGIN, strict });
  for (const each of probes) await send(run, each);
  return run;
}

/** A refused message changes the server only if it presents a code or a refresh token that was used before. */
const changesNothing = (exchange: Exchange | undefined): boolean =>
  exchange === undefined ||
  (verdictOn(exchange)?.refusal !== undefined && !/used before/.test(refusalReason(exchange) ?? ''));

/** Tries all sequences of up to `longest` moves at a seed's server; returns the shortest that shows the weakness. */
export async function searchProof(
  seed: number,
  { shownBy }: MysteryDefence,
  moves: readonly Probe[],
  longest: number,
): Promise<readonly Probe[] | undefined> {
  let prefixes: (readonly Probe[])[] = [[]];
  for (let length = 1; length <= longest; length += 1) {
    const next: (readonly Probe[])[] = [];
    for (const prefix of prefixes) {
      for (const move of moves) {
        const run = await probe(seed, prefix);
        const last = await send(run, move);
        if (last && shownBy(last, logOf(run))) return [...prefix, move];
        if (!changesNothing(last)) next.push([...prefix, move]);
      }
    }
    prefixes = next;
  }
  return undefined;
}
