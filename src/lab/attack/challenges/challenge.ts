import type { Run, RunOptions } from '../../machine/run/run.ts';
import type { SpecReference } from '../../machine/spec-references.ts';
import type { Actor, Exchange } from '../../machine/wire/exchange.ts';
import type { Notebook } from '../attacks/notebook.ts';
import type { RequestTemplate } from '../crafting/request-template.ts';

/** The settings in which two servers may differ. */
export type ServerSetting = Pick<RunOptions, 'policy' | 'checkAudience' | 'checkScopes' | 'clients'>;

/** A weakness that a server of a challenge may have, and whose name the learner sees after solving the challenge. */
export interface Weakness {
  id: string;
  /** What the server does wrong, as a sentence. */
  name: string;
  clause: SpecReference;
  setting: ServerSetting;
  /** How a server without the weakness refuses the same message: its private reason, and the error on the wire. */
  refusal: { by: Actor; reason: string; error: string };
  /** Whether the server accepted this message because of the weakness. */
  letThrough(exchange: Exchange): boolean;
  /** The last hint, which almost gives the solution. */
  hint: string;
}

/** An attack without steps: the learner writes the messages, and the server has one of several weaknesses. */
export interface Challenge {
  slug: string;
  title: string;
  /** What happened, and what the attacker got from it. */
  situation: string;
  goal: string;
  /** The first hints; {@link Weakness.hint} is the last hint. */
  hints: readonly [string, string];
  /** The settings that all servers of this challenge share. */
  setting?(origin: string): ServerSetting;
  weaknesses: readonly [Weakness, Weakness, ...Weakness[]];
  /** Lets the victim act, and notes what the attacker got. @returns the requests to fill in. */
  prepare(run: Run, notebook: Notebook, draw: (limit: number) => number): Promise<readonly RequestTemplate[]>;
  harm(log: readonly Exchange[]): Exchange | undefined;
}
