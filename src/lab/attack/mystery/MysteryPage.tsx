import { useEffect, useState } from 'react';
import { Navigate, useSearchParams } from 'react-router-dom';
import { Waiting } from '../../../ui/Waiting.tsx';
import { LabLayout } from '../../machine/LabLayout.tsx';
import { paceMs } from '../../machine/pace.ts';
import { newSeed } from '../../machine/seed.ts';
import { useTitle } from '../../machine/use-title.ts';
import { seedIn } from '../crafting/draw.ts';
import { MysteryWorkbench } from './MysteryWorkbench.tsx';
import { beginMystery, type MysteryRun } from './mystery-run.ts';

export function MysteryPage() {
  const [search, setSearch] = useSearchParams();
  const seed = seedIn(search);
  if (seed === undefined) return <Navigate to={`?server=${newSeed()}`} replace />;
  return (
    <LabLayout>
      <OneServer key={seed} seed={seed} onOtherServer={() => setSearch({ server: String(newSeed()) })} />
    </LabLayout>
  );
}

function OneServer({ seed, onOtherServer }: { seed: number; onOtherServer(): void }) {
  const [run, setRun] = useState<MysteryRun>();
  useTitle('The mystery server');
  useEffect(() => {
    let current = true;
    void beginMystery(seed, { origin: location.origin, paceMs }).then((begun) => current && setRun(begun));
    return () => {
      current = false;
    };
  }, [seed]);
  if (!run) return <Waiting>Starting the server</Waiting>;
  return <MysteryWorkbench run={run} onOtherServer={onOtherServer} />;
}
