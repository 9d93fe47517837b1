import { useEffect, useState } from 'react';
import { Navigate, useParams, useSearchParams } from 'react-router-dom';
import { Waiting } from '../../../ui/Waiting.tsx';
import { LabLayout, NoSuchPage } from '../../machine/LabLayout.tsx';
import { paceMs } from '../../machine/pace.ts';
import { newSeed } from '../../machine/seed.ts';
import { useTitle } from '../../machine/use-title.ts';
import { seedIn } from '../crafting/draw.ts';
import { ChallengeWorkbench } from './ChallengeWorkbench.tsx';
import type { Challenge } from './challenge.ts';
import { beginChallenge, type ChallengeRun } from './challenge-run.ts';
import { challenges } from './index.ts';

/** The page of one challenge. The address may name the server, so that the learner can return to the same server. */
export function ChallengePage() {
  const { slug } = useParams();
  const [search, setSearch] = useSearchParams();
  const seed = seedIn(search);
  const challenge = challenges.find((each) => each.slug === slug);
  const first = `/attack/challenge/${challenges[0]?.slug}`;
  if (slug === undefined) return <Navigate to={first} replace />;
  if (!challenge) {
    return (
      <NoSuchPage what="challenge" to={first}>
        Go to the first challenge
      </NoSuchPage>
    );
  }
  if (seed === undefined) return <Navigate to={`?server=${newSeed()}`} replace />;
  return (
    <LabLayout>
      <OneChallenge
        key={`${challenge.slug} ${seed}`}
        challenge={challenge}
        seed={seed}
        onOtherServer={() => setSearch({ server: String(newSeed()) })}
      />
    </LabLayout>
  );
}

function OneChallenge({
  challenge,
  seed,
  onOtherServer,
}: {
  challenge: Challenge;
  seed: number;
  onOtherServer(): void;
}) {
  const [turn, setTurn] = useState(0);
  const [begun, setBegun] = useState<{ turn: number; run: ChallengeRun }>();
  const [failure, setFailure] = useState<string>();
  const [hints, setHints] = useState(0);
  useTitle(challenge.title);
  useEffect(() => {
    let current = true;
    beginChallenge(challenge, seed, { origin: location.origin, paceMs })
      .then((run) => current && setBegun({ turn, run }))
      .catch(
        (error: unknown) => current && setFailure(error instanceof Error ? error.message : String(error)),
      );
    return () => {
      current = false;
    };
  }, [challenge, seed, turn]);
  if (failure !== undefined) return <p role="alert">{failure}</p>;
  if (!begun) return <Waiting>Ada is signing in</Waiting>;
  return (
    <ChallengeWorkbench
      key={begun.turn}
      challenge={challenge}
      run={begun.run}
      hints={hints}
      onHint={() => setHints(hints + 1)}
      onAgain={() => setTurn(turn + 1)}
      onOtherServer={onOtherServer}
    />
  );
}
