import { Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { Link, Navigate, useParams } from 'react-router-dom';
import { Brand } from '../ui/Brand.tsx';
import { ThemeButton } from '../ui/ThemeButton.tsx';
import { Waiting } from '../ui/Waiting.tsx';
import { ChapterRail } from './ChapterRail.tsx';
import { type Chapter, isProven } from './chapters/chapter.ts';
import { contentOf } from './chapters/content.ts';
import { chapters } from './chapters/index.ts';
import { createMachine } from './machine.ts';
import { ProofPanel } from './ProofPanel.tsx';
import { FollowedValueProvider } from './panes/followed-value.tsx';
import { MachinePane } from './panes/MachinePane.tsx';
import { createProgress, type Progress } from './progress.ts';

/** How long each message is held while nobody steps, so that the eye can follow; not at all where motion is unwanted. */
function paceMs(): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 350;
}

/** A chapter: the rail, the text with its exercise and proof, and the machine. */
export function LabPage() {
  const { slug } = useParams();
  const [progress] = useState(() => createProgress(localStorage));
  const chapter = chapters.find((each) => each.slug === slug);
  if (!chapter) return <Navigate to={`/learn/${chapters[0]?.slug}`} replace />;
  return (
    <div className="flex min-h-dvh flex-col lg:h-dvh">
      <header className="flex flex-wrap items-center gap-x-6 gap-y-1 border-rule border-b px-4 py-2 sm:px-6">
        <Link to="/">
          <Brand />
        </Link>
        <nav aria-label="Main" className="flex grow gap-5">
          <span className="border-ink border-b-2 py-2">Learn</span>
          <Link to="/tools" className="border-transparent border-b-2 py-2 text-soft">
            Tools
          </Link>
        </nav>
        <ThemeButton />
      </header>
      <ChapterPage key={chapter.slug} chapter={chapter} progress={progress} />
    </div>
  );
}

function ChapterPage({ chapter, progress }: { chapter: Chapter; progress: Progress }) {
  const [machine] = useState(() => createMachine({ origin: location.origin, paceMs: paceMs() }));
  const log = useSyncExternalStore(machine.log.subscribe, machine.log.getSnapshot);
  const progressState = useSyncExternalStore(progress.subscribe, progress.getSnapshot);
  const { Prose, Exercise } = contentOf(chapter.slug);
  const proven = isProven(chapter, log);
  const next = chapters[chapters.indexOf(chapter) + 1];

  useEffect(() => {
    document.title = `${chapter.question} PKCE Lab`;
  }, [chapter]);
  useEffect(() => {
    if (proven) progress.markProven(chapter.slug);
  }, [proven, progress, chapter]);

  return (
    <FollowedValueProvider>
      <div className="grid grow grid-cols-[minmax(0,1fr)] content-start md:grid-cols-2 lg:grid-rows-[auto_minmax(0,1fr)] lg:content-stretch xl:grid-rows-1 lg:min-h-0 xl:grid-cols-[220px_1fr_minmax(0,34rem)]">
        <div className="min-w-0 border-rule border-b md:col-span-2 xl:col-span-1 xl:overflow-y-auto xl:border-r xl:border-b-0">
          <ChapterRail progress={progressState} onReset={() => progress.reset()} />
        </div>
        <main className="min-w-0 px-4 py-8 sm:px-8 lg:overflow-y-auto">
          <div className="mx-auto grid max-w-[62ch] gap-6">
            <div>
              <p className="font-mono text-soft text-sm">Chapter {chapter.number}</p>
              <h1 className="mt-1 text-4xl leading-tight">{chapter.question}</h1>
            </div>
            <Suspense fallback={<Waiting>Loading the chapter</Waiting>}>
              <div className="prose">
                <Prose />
              </div>
              <Exercise machine={machine} log={log} />
            </Suspense>
            <ProofPanel claims={chapter.proof(log)} />
            {proven && next && (
              <p>
                Proven. Next:{' '}
                <Link className="text-accent underline" to={`/learn/${next.slug}`}>
                  {next.question}
                </Link>
              </p>
            )}
          </div>
        </main>
        <div className="min-w-0 border-rule border-t md:border-t-0 md:border-l lg:min-h-0">
          <MachinePane machine={machine} log={log} />
        </div>
      </div>
    </FollowedValueProvider>
  );
}
