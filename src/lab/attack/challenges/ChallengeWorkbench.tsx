import { useEffect, useMemo, useState } from 'react';
import { Link } from 'react-router-dom';
import { Button, buttonClass } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { useStore } from '../../../ui/use-store.ts';
import { Workbench } from '../../machine/LabLayout.tsx';
import { titleOf } from '../../machine/panes/actors.ts';
import { MachinePane } from '../../machine/panes/MachinePane.tsx';
import { SpecLink } from '../../machine/panes/SpecLink.tsx';
import { useAction } from '../../machine/use-action.tsx';
import { type Exchange, parameterOf, responseOf } from '../../machine/wire/exchange.ts';
import { AttackRail } from '../AttackRail.tsx';
import { Composer } from '../crafting/Composer.tsx';
import { craftedBoard } from '../crafting/crafted-board.ts';
import { HeldValues } from '../crafting/HeldValues.tsx';
import { outsideView, withoutVerdicts } from '../crafting/outside-view.ts';
import { VerdictNotice } from '../crafting/VerdictNotice.tsx';
import type { Challenge } from './challenge.ts';
import type { ChallengeRun, Solution } from './challenge-run.ts';
import { challenges } from './index.ts';

export function ChallengeWorkbench({
  challenge,
  run,
  hints,
  onHint,
  onAgain,
  onOtherServer,
}: {
  challenge: Challenge;
  run: ChallengeRun;
  /** The number of open hints. */
  hints: number;
  onHint(): void;
  onAgain(): void;
  onOtherServer(): void;
}) {
  const { slug, title, situation, goal, weaknesses } = challenge;
  const log = useStore(run.machine.log);
  const notes = useStore(run.notebook);
  const { pending, failure, start } = useAction();
  const [sentAfter, setSentAfter] = useState(Number.POSITIVE_INFINITY);
  const solution = run.solved(log);
  const solved = solution?.weakness.id;
  useEffect(() => {
    if (solved !== undefined) craftedBoard().mark(`${slug}/${solved}`, hints);
  }, [slug, solved, hints]);
  const outside = useMemo(() => outsideView(run.machine), [run]);
  const seen = run.seen(log);
  const last = log.findLast((exchange) => exchange.id > sentAfter && responseOf(exchange));
  return (
    <Workbench
      rail={<AttackRail />}
      machine={<MachinePane machine={outside} log={solution ? seen : withoutVerdicts(seen)} />}
    >
      <div>
        <p className="font-mono text-attacker text-sm">
          Challenge {challenges.indexOf(challenge) + 1} of {challenges.length}
        </p>
        <h1 className="mt-1 text-4xl leading-tight">{title}</h1>
      </div>
      <div className="prose">
        <p>{situation}</p>
        <p>
          <b>Your goal.</b> {goal} This server has one of {weaknesses.length} possible weaknesses. Another
          visitor may get a different weakness.
        </p>
      </div>
      <HeldValues notes={notes} />
      <Composer
        templates={run.templates}
        pending={pending}
        done={solution !== undefined}
        onSend={(template, message) => {
          setSentAfter(log.at(-1)?.id ?? 0);
          start(() => run.send(template, message));
        }}
      >
        {!pending && <VerdictNotice exchange={last} />}
        {!pending && <NotYours exchange={log.findLast(({ id }) => id > sentAfter)} />}
        {failure}
        {solution && <Solved solution={solution} hints={hints} />}
      </Composer>
      {!solution && <Hints hints={run.hints} opened={hints} onOpen={onHint} />}
      <Panel title="Once more">
        <div className="flex flex-wrap items-center gap-3">
          <Button onClick={onAgain}>Let Ada act again</Button>
          <Button onClick={onOtherServer}>Another server</Button>
          <NextChallenge challenge={challenge} solved={solution !== undefined} />
        </div>
        <p className="text-soft text-sm">
          A wrong message may use up a code, or end a grant. “Let Ada act again” gives you new values at the
          same server.
        </p>
      </Panel>
    </Workbench>
  );
}

/** Says that the response went to the app, if the link of the attacker led there. */
function NotYours({ exchange }: { exchange: Exchange | undefined }) {
  if (exchange?.to !== 'client') return null;
  const { origin, pathname } = new URL(exchange.request.url);
  return (
    <Notice tone="info" title={`Ada’s browser went on to ${origin}${pathname}`}>
      That is not your page.{' '}
      {parameterOf(exchange.request, 'code') === undefined
        ? `Message ${exchange.id} has no code.`
        : `Message ${exchange.id} has the code, and you do not have it.`}
    </Notice>
  );
}

/** Links to the next challenge. The link becomes a primary button when this challenge is solved. */
function NextChallenge({ challenge, solved }: { challenge: Challenge; solved: boolean }) {
  const next = challenges[challenges.indexOf(challenge) + 1];
  const [to, title] = next
    ? [`/attack/challenge/${next.slug}`, `Next challenge: ${next.title}`]
    : ['/attack/mystery', 'Next: the mystery server'];
  return (
    <Link className={buttonClass(solved ? 'primary' : 'secondary')} to={to}>
      {title}
    </Link>
  );
}

function Hints({ hints, opened, onOpen }: { hints: readonly string[]; opened: number; onOpen(): void }) {
  return (
    <section aria-label="Hints" className="grid justify-items-start gap-2">
      <ol className="grid list-decimal gap-2 pl-5 empty:hidden">
        {hints.slice(0, opened).map((hint) => (
          <li key={hint}>{hint}</li>
        ))}
      </ol>
      {opened < hints.length && (
        <Button onClick={onOpen}>
          {opened === 0 ? 'Open a hint' : 'Open another hint'} ({opened} of {hints.length})
        </Button>
      )}
    </section>
  );
}

function Solved({ solution: { weakness, harm, cause }, hints }: { solution: Solution; hints: number }) {
  const { name, clause, refusal } = weakness;
  return (
    <Notice tone="ok" title={`Solved, as message ${harm.id} shows`}>
      <p>
        {name} This weakness let message {cause.id} through.
      </p>
      <p>
        A server without this weakness refuses this message: the response has the error{' '}
        <code>{refusal.error}</code>, and the log of the {titleOf(refusal.by).replace(/^A/, 'a')} gives the
        reason: {refusal.reason}. <SpecLink to={clause} />
      </p>
      <p>{hints === 0 ? 'You opened no hint.' : `You opened ${hints} of 3 hints.`}</p>
    </Notice>
  );
}
