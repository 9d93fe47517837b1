import { lazy, Suspense, use, useEffect, useMemo } from 'react';
import { Navigate, useParams } from 'react-router-dom';
import { TextLink } from '../../ui/TextLink.tsx';
import { useStore } from '../../ui/use-store.ts';
import { Waiting } from '../../ui/Waiting.tsx';
import { LabLayout, NoSuchPage, Workbench } from '../machine/LabLayout.tsx';
import { painted } from '../machine/painted.ts';
import { useTitle } from '../machine/use-title.ts';
import { WholePaths } from '../machine/WholePaths.tsx';
import { ChapterEnd } from './ChapterEnd.tsx';
import { ChapterRail } from './ChapterRail.tsx';
import { ChapterExercise } from './chapters/ChapterExercise.tsx';
import type { Lesson } from './chapters/chapter.ts';
import { type ChapterContent, contentOf } from './chapters/content.ts';
import { chapters } from './chapters/index.ts';
import { rightPrediction } from './chapters/prediction.ts';
import { contentOfFurther } from './further/content.ts';
import { further, loadFurther } from './further/index.ts';
import { HintList } from './HintList.tsx';
import { ProofPanel } from './ProofPanel.tsx';
import type { Progress } from './progress.ts';
import { ProgressContext } from './progress-context.ts';
import { useKeptMachine } from './use-kept-machine.ts';

const MachinePane = lazy(async () => {
  await painted();
  return { default: (await import('../machine/panes/MachinePane.tsx')).MachinePane };
});

/** The page of a chapter: the rail, the text with its exercise and proof, and the machine. */
export function LearnPage() {
  const { slug } = useParams();
  const progress = use(ProgressContext);
  const { open, proven, generation } = useStore(progress);
  const chapter = chapters.find((each) => each.slug === slug);
  const loading = loadFurther(slug);
  if (loading) {
    return (
      <LabLayout>
        <Suspense fallback={<Waiting>Loading the chapter</Waiting>}>
          <FurtherChapterPage key={`${slug} ${generation}`} loading={loading} progress={progress} />
        </Suspense>
      </LabLayout>
    );
  }
  const resumed = `/learn/${chapterToResume(open, proven)}`;
  if (slug === undefined) return <Navigate to={resumed} replace />;
  if (!chapter) {
    return (
      <NoSuchPage what="chapter" to={resumed}>
        Go to your chapter
      </NoSuchPage>
    );
  }
  return (
    <LabLayout>
      <ChapterPage
        key={`${chapter.slug} ${generation}`}
        chapter={chapter}
        label={`Chapter ${chapter.number}`}
        content={contentOf(chapter.slug)}
        next={chapters[chapters.indexOf(chapter) + 1]}
        progress={progress}
      />
    </LabLayout>
  );
}

function FurtherChapterPage({ loading, progress }: { loading: Promise<Lesson>; progress: Progress }) {
  const chapter = use(loading);
  const at = further.findIndex(({ slug }) => slug === chapter.slug);
  return (
    <ChapterPage
      chapter={chapter}
      label="Further"
      content={contentOfFurther(chapter.slug)}
      next={further[at + 1]}
      progress={progress}
    />
  );
}

/** Returns the chapter that was open last or, if it is proven, the next chapter that is not proven. */
function chapterToResume(open: string | undefined, proven: readonly string[]): string | undefined {
  if (open !== undefined && !proven.includes(open) && further.some(({ slug }) => slug === open)) return open;
  const last = chapters.findIndex(({ slug }) => slug === open);
  const ahead = [...chapters.slice(Math.max(last, 0)), ...chapters];
  return (ahead.find(({ slug }) => !proven.includes(slug)) ?? chapters[0])?.slug;
}

function ChapterPage({
  chapter,
  label,
  content: { Prose, Exercise },
  next,
  progress,
}: {
  chapter: Lesson;
  /** The text above the title: the number of the chapter, or the name of its part of the course. */
  label: string;
  content: ChapterContent;
  next: Pick<Lesson, 'slug' | 'question'> | undefined;
  progress: Progress;
}) {
  const { machine, log, decisions, criteria } = useKeptMachine(chapter, progress);
  const { proven: allProven } = useStore(progress);
  // Messages of an earlier visit may have proven the chapter.
  const proven = criteria.every(({ met }) => met) || allProven.includes(chapter.slug);
  const predicted = !chapter.prediction || rightPrediction(chapter.prediction, decisions) !== undefined;

  useTitle(chapter.question);
  useEffect(() => progress.open(chapter.slug), [progress, chapter]);

  // Each new message renders the page again, but does not change the rail.
  const rail = useMemo(() => <ChapterRail progress={progress} />, [progress]);

  return (
    <Workbench
      rail={rail}
      machine={
        <Suspense
          fallback={
            <div className="min-h-12 bg-sunken md:h-full">
              <noscript>The machine needs JavaScript.</noscript>
            </div>
          }
        >
          <MachinePane machine={machine} log={log} stepsHidden={chapter.hidesSteps?.(decisions) ?? false} />
        </Suspense>
      }
    >
      <div>
        <p className="font-mono text-soft text-sm">{label}</p>
        <h1 className="mt-1 text-4xl leading-tight">
          <WholePaths>{chapter.question}</WholePaths>
        </h1>
      </div>
      <div className="prose">
        <Prose />
      </div>
      <ChapterExercise
        chapter={chapter}
        Exercise={Exercise}
        machine={machine}
        log={log}
        decisions={decisions}
        proven={proven}
      />
      <ProofPanel criteria={criteria} named={predicted || proven} />
      {chapter.slug === 'working' && (
        <p>
          This chapter does not use the app itself.{' '}
          <TextLink to="/learn/recording">Watch your own sign-in, with its redirects</TextLink>
        </p>
      )}
      <HintList chapter={chapter} log={log} decisions={decisions} proven={proven} />
      {proven && <ChapterEnd chapter={chapter} criteria={criteria} next={next} />}
    </Workbench>
  );
}
