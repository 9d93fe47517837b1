import { useEffect, useId, useRef, useState } from 'react';
import { computeCodeChallenge } from '../../oauth/index.ts';
import { Button } from '../../ui/Button.tsx';
import { CONTROL } from '../../ui/Field.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { weakVerifier } from '../machine/naive-client/weak-verifier.ts';
import type { SearchProgress } from './attacks/brute-force/search.ts';
import type { SearchOrder, SearchReport } from './attacks/brute-force/worker.ts';
import { BRUTE_FORCE_WORKER } from './attacks/brute-force/worker-url.ts';
import { SearchTimes } from './SearchTimes.tsx';
import { inWords } from './time-in-words.ts';

const CHOICES = [16, 18, 20, 22, 24];

interface Search {
  bits: number;
  progress: SearchProgress;
  ended?: 'found' | 'stopped';
}

/** Searches for a weak verifier in a worker, and measures the hash rate of this machine. */
export function BruteForce() {
  const id = useId();
  const [bits, setBits] = useState(16);
  const [search, setSearch] = useState<Search>();
  const worker = useRef<Worker>(undefined);
  useEffect(() => () => worker.current?.terminate(), []);
  const running = search !== undefined && search.ended === undefined;
  const perSecond = search && rateOf(search.progress);

  async function begin(): Promise<void> {
    const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
    const challenge = await computeCodeChallenge(weakVerifier(random % 2 ** bits));
    worker.current?.terminate();
    const searching = new Worker(BRUTE_FORCE_WORKER, { type: 'module' });
    worker.current = searching;
    setSearch({ bits, progress: { tried: 0, elapsedMs: 0 } });
    searching.onmessage = ({ data }: MessageEvent<SearchReport>) => {
      setSearch((before) => {
        if (!before || before.ended) return before;
        return data.kind === 'progress'
          ? { ...before, progress: data.progress }
          : { ...before, ended: 'found' };
      });
    };
    searching.postMessage({ challenge, bits } satisfies SearchOrder);
  }

  function stop(): void {
    worker.current?.terminate();
    setSearch((before) => before && { ...before, ended: 'stopped' });
  }

  return (
    <Panel title="How long would it take?" aside="measured on this machine">
      <div className="flex flex-wrap items-end gap-3">
        <label htmlFor={id} className="grid gap-1 font-semibold">
          Unknown bits
          <select
            id={id}
            className={CONTROL}
            value={bits}
            disabled={running}
            onChange={({ target }) => setBits(Number(target.value))}
          >
            {CHOICES.map((choice) => (
              <option key={choice} value={choice}>
                {choice} bits, {(2 ** choice).toLocaleString('en')} candidates
              </option>
            ))}
          </select>
        </label>
        {running ? (
          <Button onClick={stop}>Stop the search</Button>
        ) : (
          <Button onClick={() => void begin()}>Search for the verifier</Button>
        )}
      </div>
      {search && (
        <>
          <progress
            className="h-2 w-full accent-accent"
            aria-label="Candidates tried"
            max={2 ** search.bits}
            value={search.progress.tried}
          />
          <dl className="flex flex-wrap gap-x-6 gap-y-1">
            <Meter term="tried">{search.progress.tried.toLocaleString('en')}</Meter>
            <Meter term="hashes a second">{perSecond?.toLocaleString('en') ?? 'measuring'}</Meter>
            <Meter term="so far">{inWords(search.progress.elapsedMs / 1000)}</Meter>
          </dl>
          <p role="status">
            {search.ended === 'found' && 'Found: the hash of this candidate is the challenge.'}
            {search.ended === 'stopped' && 'Stopped. The measured rate stays visible.'}
          </p>
        </>
      )}
      {perSecond !== undefined && <SearchTimes perSecond={perSecond} />}
    </Panel>
  );
}

function Meter({ term, children }: { term: string; children: string }) {
  return (
    <div className="flex gap-2">
      <dt className="text-soft">{term}</dt>
      <dd className="font-mono">{children}</dd>
    </div>
  );
}

const rateOf = ({ tried, elapsedMs }: SearchProgress): number | undefined =>
  elapsedMs > 0 ? Math.round(tried / (elapsedMs / 1000)) : undefined;
