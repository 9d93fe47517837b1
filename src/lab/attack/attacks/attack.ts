import type { Run, RunOptions } from '../../machine/run/run.ts';
import type { SpecReference } from '../../machine/spec-references.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';
import type { WireLog } from '../../machine/wire/wire-log.ts';
import type { Defence } from './defences.ts';
import type { Documents } from './documents/documents.ts';
import type { Notebook } from './notebook.ts';

/** Where an attack is played: servers and a victim with some defences on and others off. */
export interface Stage {
  on(defence: Defence): boolean;
  /** Sets up the servers as the stage has them, and the victim's browser. */
  begin(options?: Omit<RunOptions, 'origin' | 'log' | 'gate' | 'checkAudience' | 'audit'>): Run;
  /** All that happens on the stage. */
  log: WireLog;
  /** What the attacker comes by. */
  notebook: Notebook;
  /** Tabs and frames of this browser; there are none in Node. */
  documents: Documents | undefined;
}

/** One act of an attack, in the words of a control that performs it. */
export interface AttackStep {
  by: 'victim' | 'attacker';
  does: string;
  /** Opens a tab, for which browsers want a press. */
  opensTab?: true;
  /** Waits for the reader, who is the victim here. */
  waitsForReader?: true;
}

/** A function of a module, by the path of the module below `src`. */
export interface SourceFunction {
  file: string;
  name: string;
}

/** An attack: who does what, and how the log shows that it worked. */
export interface Attack {
  slug: string;
  title: string;
  /** In two sentences: who wants what, and the way there. */
  threat: string;
  clause: SpecReference;
  /** The defences that are missing on the weak stage. */
  missing: readonly [Defence, ...Defence[]];
  /** What must be there for the attack to have anything to attack; on at every stage. */
  presupposes?: readonly Defence[];
  /** What the attacker has got past before it begins, so that not even the defended stage has it. */
  overcome?: readonly Defence[];
  /** What is weaker than it should be, in words. */
  weakened: string;
  /** The wrong lines of a naive client beside the right ones, where the weakness is one of the client. */
  naive?: { wrong: SourceFunction; right: SourceFunction };
  /** What the victim loses. */
  harmed: string;
  /** Each of these, alone, stops it. The matrix proves it, both ways. */
  stoppedBy: readonly [Defence, ...Defence[]];
  /** The function that says no when every defence is as it comes. */
  refusal: SourceFunction & {
    /** A part of the line that does, where no reason that the run gives leads to it. */
    line?: string;
  };
  steps: readonly [AttackStep, ...AttackStep[]];
  /** What it needs of a browser, beyond what Node has. */
  needs?: 'tabs' | 'frame';
  /**
   * Plays it, with a `yield` between two steps.
   *
   * @returns in the words of the client, what happened instead, where no refusal tells.
   */
  play(stage: Stage): AsyncGenerator<void, string | undefined, void>;
  /** The exchange that shows the harm; a function of the log and of nothing else. */
  harm(log: readonly Exchange[]): Exchange | undefined;
}
