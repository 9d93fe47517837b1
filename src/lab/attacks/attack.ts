import { describeOAuthError } from '../../oauth/error-descriptions.ts';
import { OAuthError } from '../../oauth/index.ts';
import type { Machine } from '../machine.ts';
import type { Run, RunOptions } from '../run/run.ts';
import { RefusedAtServer } from '../run/user-agent.ts';
import type { SpecReference } from '../spec-references.ts';
import type { Exchange } from '../wire/exchange.ts';

/** Something that could have stopped an attack. */
export type Defence =
  | 'PKCE with S256'
  | 'state'
  | 'iss'
  | 'exact redirect URI'
  | 'codes for one use'
  | 'rotation'
  | 'audience'
  | 'own-origin return'
  | 'entropy'
  | 'sign-in'
  | 'TLS'
  | 'short life'
  | 'audit';

/** Where an attack is played: with every defence as it comes, or without the one it needs gone. */
export interface Stage {
  defended: boolean;
  /** Sets up servers and the victim's browser. */
  begin(options?: Omit<RunOptions, 'origin' | 'log' | 'gate'>): Run;
}

/** An attack: who does what, and how the log shows that it worked. */
export interface Attack {
  slug: string;
  title: string;
  /** In two sentences: who wants what, and the way there. */
  threat: string;
  clause: SpecReference;
  /** What is weaker than it should be when the defence is off: a policy of the server, or the client. */
  weakened: string;
  /** What the victim loses. */
  harmed: string;
  /** Each of these, alone, stops it. */
  stoppedBy: readonly [Defence, ...Defence[]];
  /** The function that says no, below `src`. */
  refusal: { file: string; name: string };
  /** @returns in the words of the client, what happened instead, where no refusal tells. */
  play(stage: Stage): Promise<string | undefined> | Promise<void>;
  /** The exchange that shows the harm; a function of the log and of nothing else. */
  harm(log: readonly Exchange[]): Exchange | undefined;
}

/** How an attack ended. */
export type AttackOutcome =
  | { succeeded: true; exchange: Exchange }
  | { succeeded: false; reason: string; exchange?: Exchange | undefined };

/**
 * Plays an attack once and reads from the log how it ended.
 *
 * @throws whatever went wrong that is no refusal of a server or a client: then nothing was shown.
 */
export async function playAttack(
  { play, harm }: Attack,
  machine: Machine,
  defended: boolean,
): Promise<AttackOutcome> {
  const last = machine.log.getSnapshot().at(-1)?.id ?? 0;
  let instead: string | undefined;
  try {
    instead = (await play({ defended, begin: machine.start })) ?? undefined;
  } catch (error) {
    if (!(error instanceof OAuthError || error instanceof RefusedAtServer)) throw error;
    instead = error instanceof OAuthError ? describeOAuthError(error.code).title : error.message;
  }
  const played = machine.log.getSnapshot().filter(({ id }) => id > last);
  const exchange = harm(played);
  if (exchange) return { succeeded: true, exchange };
  const refused = played.findLast((candidate) => refusalOf(candidate) !== undefined);
  const reason = (refused && refusalOf(refused)) ?? instead;
  if (reason === undefined) throw new Error('The attack neither worked nor was it refused.');
  return { succeeded: false, reason, exchange: refused };
}

/** Why a server refused an exchange, which only its own view tells. */
export function refusalOf({ serverView }: Exchange): string | undefined {
  const refused = serverView.find((seen) => seen.kind === 'refused');
  return refused?.rejection.reason;
}
