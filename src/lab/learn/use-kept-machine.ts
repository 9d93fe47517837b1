import { useEffect, useMemo, useState } from 'react';
import { useStore } from '../../ui/use-store.ts';
import { createRunOfEngine } from '../machine/engine.ts';
import { createMachine, type Machine } from '../machine/machine.ts';
import { paceMs } from '../machine/pace.ts';
import type { Lesson } from './chapters/chapter.ts';
import { criteriaOf, isProven } from './chapters/criteria.ts';
import type { Criterion } from './chapters/criterion.ts';
import type { Progress } from './progress.ts';
import { type Evidence, readEvidence } from './progress-evidence.ts';

const keyOf = (slug: string): string => `lab:draft:${slug}`;

/** A draft of a chapter that is not proven yet outlives a reload and Back, but not its tab. */
const readDraft = (storage: Pick<Storage, 'getItem'>, slug: string): Evidence | undefined =>
  readEvidence(storage.getItem(keyOf(slug)));

/** @param origin the origin of the servers of a run. */
function keepDraft(
  storage: Pick<Storage, 'setItem' | 'removeItem'>,
  slug: string,
  { log, decisions }: Evidence,
  origin: string,
): void {
  const ended = log.filter(
    ({ outcome, request }) =>
      // A message that waits at the gate or for a response is lost when its page ends.
      outcome.kind !== 'held' &&
      outcome.kind !== 'waiting' &&
      // Messages to servers outside this tab are not kept, because nothing masks them here.
      new URL(request.url).origin === origin,
  );
  try {
    if (ended.length + decisions.length === 0) storage.removeItem(keyOf(slug));
    else storage.setItem(keyOf(slug), JSON.stringify({ log: ended, decisions }));
  } catch {
    // The storage has no room, so after a reload the exercise starts from the beginning.
  }
}

function forgetDraft(storage: Pick<Storage, 'removeItem'>, slug: string): void {
  storage.removeItem(keyOf(slug));
}

/** After a proof, a log with more messages than this is not stored again. */
const MOST_KEPT = 400;
const QUIET_MS = 500;

type Keepable = typeof import('./progress-keeping.ts').keepable;

export interface KeptMachine extends Evidence {
  machine: Machine;
  /** The criteria of the chapter, judged by this log and these decisions. */
  criteria: readonly Criterion[];
}

/**
 * Returns the machine of a chapter, with its log. The machine opens with the evidence of a proof, or with the state
 * from before a reload or Back. It stores the state when the log has been quiet, and when the user leaves.
 */
export function useKeptMachine(chapter: Lesson, progress: Progress): KeptMachine {
  const [machine] = useState(() => reopened(chapter.slug, progress));
  const [keep] = useState(() => keeperOf(chapter, machine, progress));
  const log = useStore(machine.log);
  const decisions = useStore(machine.decisions);
  // A proof reads the whole log, so a page that renders for another reason does not repeat the proof.
  const criteria = useMemo(() => criteriaOf(chapter, log, decisions), [chapter, log, decisions]);
  const proven = criteria.every(({ met }) => met);

  useEffect(() => {
    if (proven) keep.asProven();
  }, [proven, keep]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the log or the decisions restarts the timer
  useEffect(() => {
    const timer = setTimeout(keep.now, QUIET_MS);
    return () => clearTimeout(timer);
  }, [keep, log, decisions]);
  useEffect(() => {
    addEventListener('pagehide', keep.now);
    return () => {
      removeEventListener('pagehide', keep.now);
      keep.now();
    };
  }, [keep]);
  return { machine, log, decisions, criteria };
}

function reopened(slug: string, progress: Progress): Machine {
  const machine = createMachine({ origin: location.origin, paceMs, createRun: createRunOfEngine });
  const kept = progress.evidenceOf(slug) ?? readDraft(sessionStorage, slug);
  if (kept) {
    machine.log.restore(kept.log);
    machine.decisions.restore(kept.decisions);
  }
  return machine;
}

function keeperOf(chapter: Lesson, machine: Machine, progress: Progress) {
  const { slug } = chapter;
  const { generation } = progress.getSnapshot();
  const opened = machine.log.getSnapshot();
  const decided = machine.decisions.getSnapshot();
  let keepable: Keepable | undefined;

  const done = (): Evidence => ({
    log: machine.log.getSnapshot(),
    decisions: machine.decisions.getSnapshot(),
  });

  function now(): void {
    const evidence = done();
    const changed = evidence.log !== opened || evidence.decisions !== decided;
    // After a reset, the log of this page belongs to the progress from before the reset.
    if (!changed || progress.getSnapshot().generation !== generation) return;
    if (!isProven(chapter, evidence.log, evidence.decisions)) {
      if (!progress.getSnapshot().proven.includes(slug)) {
        keepDraft(sessionStorage, slug, evidence, location.origin);
      }
    } else if (keepable && evidence.log.length <= MOST_KEPT) {
      progress.markProven(slug, keepable(evidence, location.origin));
      forgetDraft(sessionStorage, slug);
    }
  }

  return {
    now,
    /** The code that masks messages to outside servers loads with the first proof. */
    asProven(): void {
      void import('./progress-keeping.ts').then((loaded) => {
        keepable = loaded.keepable;
        if (progress.getSnapshot().generation !== generation) return;
        if (!progress.getSnapshot().proven.includes(slug)) {
          progress.markProven(slug, keepable(done(), location.origin));
        }
        forgetDraft(sessionStorage, slug);
      });
    },
  };
}
