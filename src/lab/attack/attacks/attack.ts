import type { Run, RunOptions } from '../../machine/run/run.ts';
import type { SpecReference } from '../../machine/spec-references.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';
import type { WireLog } from '../../machine/wire/wire-log.ts';
import type { Defence } from './defences.ts';
import type { Notebook } from './notebook.ts';
import type { AttackWindows } from './windows/windows.ts';

/** The setup of an attack: servers and a victim, with some defences on and others off. */
export interface Scenario {
  on(defence: Defence): boolean;
  /** Sets up the servers of the scenario and the browser of the victim. */
  begin(options?: Omit<RunOptions, 'origin' | 'log' | 'gate' | 'checkAudience' | 'audit'>): Run;
  log: WireLog;
  notebook: Notebook;
  /** The tabs and frames of this browser; absent in Node. */
  windows: AttackWindows | undefined;
}

/** One step of an attack, worded as an instruction. */
export interface AttackStep {
  by: 'victim' | 'attacker';
  does: string;
  /** Whether the step opens a tab, which a browser allows only during a press. */
  opensTab?: true;
  /** Whether the step waits for the reader, who plays the victim. */
  waitsForReader?: true;
}

/** Identifies a function by its name and by the path of its module below `src`. */
export interface SourceFunction {
  file: string;
  name: string;
}

export interface Attack {
  slug: string;
  title: string;
  /** The attacker's goal and the way to it, in two or three sentences. */
  threat: string;
  clause: SpecReference;
  missing: readonly [Defence, ...Defence[]];
  /** The defences that the attack presupposes. They are on in every scenario. */
  presupposes?: readonly Defence[];
  /** The defences that the attacker has already overcome. They are off even in the defended scenario. */
  overcome?: readonly Defence[];
  /** Defences that the clients in this attack's windows lack, so that it is not played against them. */
  notPlayedAgainst?: readonly Defence[];
  /** What is weaker in the weak scenario, in a sentence. */
  weakened: string;
  /** If the weakness is in the client: the wrong function of a naive client, and the function of the correct client. */
  naive?: { wrong: SourceFunction; right: SourceFunction };
  /** What the victim loses, in a sentence. */
  harmed: string;
  /** Each alone stops the attack, and no other does, as the matrix proves for attacks without windows. */
  stoppedBy: readonly [Defence, ...Defence[]];
  /** Where a specification differs from the matrix or says more than the matrix, and why. */
  note?: string;
  /** The function that refuses in the defended scenario. */
  refusal: SourceFunction & {
    /** A part of the line that refuses. Necessary if the reason of the refusal does not identify the line. */
    line?: string;
  };
  steps: readonly [AttackStep, ...AttackStep[]];
  /** The features of a browser that the attack needs. */
  needs?: 'tabs' | 'frame';
  /**
   * Plays the attack, and yields between two steps.
   *
   * @returns what prevented the harm, if it was neither a refusal by a server nor an error of the client.
   */
  play(scenario: Scenario): AsyncGenerator<void, string | undefined, void>;
  /** Finds the exchange that shows the harm. Reads only the log. */
  harm(log: readonly Exchange[]): Exchange | undefined;
}
