import { useEffect, useState, useSyncExternalStore } from 'react';
import { Navigate, NavLink, useParams } from 'react-router-dom';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Panel } from '../ui/Panel.tsx';
import { type Attack, type AttackOutcome, playAttack } from './attacks/attack.ts';
import { attacks } from './attacks/index.ts';
import { LabFrame, Workbench } from './LabFrame.tsx';
import { createMachine } from './machine.ts';
import { paceMs } from './pace.ts';
import { FollowedValueProvider } from './panes/followed-value.tsx';
import { MachinePane } from './panes/MachinePane.tsx';
import { Excerpt } from './panes/SourcePane.tsx';
import { useAction } from './use-action.tsx';

/** An attack: what it needs, played with and without the defence, on the engine that signs people in. */
export function AttackPage() {
  const { slug } = useParams();
  const attack = attacks.find((each) => each.slug === slug);
  if (!attack) return <Navigate to={`/attack/${attacks[0]?.slug}`} replace />;
  return (
    <LabFrame>
      <OneAttack key={attack.slug} attack={attack} />
    </LabFrame>
  );
}

function OneAttack({ attack }: { attack: Attack }) {
  const [machine] = useState(() => createMachine({ origin: location.origin, paceMs: paceMs() }));
  const log = useSyncExternalStore(machine.log.subscribe, machine.log.getSnapshot);
  const { pending, failure, start } = useAction();
  const [undefended, setUndefended] = useState<AttackOutcome>();
  const [defended, setDefended] = useState<AttackOutcome>();
  const { title, threat, clause, weakened, harmed, stoppedBy, refusal } = attack;
  useEffect(() => {
    document.title = `${title}. PKCE Lab`;
  }, [title]);
  return (
    <FollowedValueProvider>
      <Workbench rail={<AttackRail />} machine={<MachinePane machine={machine} log={log} />}>
        <div>
          <p className="font-mono text-attacker text-sm">Attack</p>
          <h1 className="mt-1 text-4xl leading-tight">{title}</h1>
        </div>
        <div className="prose">
          <p>{threat}</p>
          <p>
            <a className="text-accent underline" href={clause.url}>
              {clause.label}
            </a>
          </p>
        </div>
        <Panel title="Without the defence" aside={weakened}>
          <div className="grid justify-items-start gap-3">
            <Button
              variant="primary"
              pending={pending}
              onClick={() => start(async () => setUndefended(await playAttack(attack, machine, false)))}
            >
              Attack the weak one
            </Button>
            {undefended && <Outcome outcome={undefended} harmed={harmed} />}
          </div>
        </Panel>
        <Panel title="As it comes" aside="the default policy, and src/oauth">
          <div className="grid justify-items-start gap-3">
            <Button
              pending={pending}
              onClick={() => start(async () => setDefended(await playAttack(attack, machine, true)))}
            >
              Attack the defended one
            </Button>
            {defended && <Outcome outcome={defended} harmed={harmed} />}
            {defended && !defended.succeeded && (
              <div className="w-full min-w-0">
                <p>
                  Stopped by {stoppedBy.join(', or by ')}. This is the function that says no, in{' '}
                  <code className="break-all">src/{refusal.file}</code>:
                </p>
                <Excerpt {...refusal} />
              </div>
            )}
          </div>
        </Panel>
        {failure}
      </Workbench>
    </FollowedValueProvider>
  );
}

function Outcome({ outcome, harmed }: { outcome: AttackOutcome; harmed: string }) {
  if (outcome.succeeded) {
    return (
      <Notice tone="bad" title={`It worked, as message ${outcome.exchange.id} shows`}>
        {harmed}
      </Notice>
    );
  }
  return (
    <Notice tone="ok" title="It failed">
      {outcome.reason}
      {outcome.exchange && `, at message ${outcome.exchange.id}`}
    </Notice>
  );
}

function AttackRail() {
  return (
    <nav
      aria-label="Attacks"
      className="grid grid-cols-[minmax(0,1fr)] content-start gap-2 p-2 xl:gap-3 xl:p-3"
    >
      <h2 className="sr-only px-3 font-semibold font-sans text-faint text-xs uppercase tracking-wider xl:not-sr-only">
        Attacks
      </h2>
      <ol className="relative flex gap-1 overflow-x-auto xl:grid">
        {attacks.map(({ slug, title }) => (
          <li key={slug} className="shrink-0">
            <NavLink
              to={`/attack/${slug}`}
              className="block rounded-control px-3 py-2 text-soft aria-[current=page]:bg-accent-tint aria-[current=page]:font-semibold aria-[current=page]:text-ink"
            >
              {title}
            </NavLink>
          </li>
        ))}
      </ol>
    </nav>
  );
}
