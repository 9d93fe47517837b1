import { use, useMemo } from 'react';
import { Link } from 'react-router-dom';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { ServerText } from '../../../ui/ServerText.tsx';
import { TextLink } from '../../../ui/TextLink.tsx';
import { useStore } from '../../../ui/use-store.ts';
import { counted } from '../../machine/counted.ts';
import { messageHref } from '../../machine/panes/message-link.ts';
import { CoursePage } from '../CoursePage.tsx';
import type { Chapter } from '../chapters/chapter.ts';
import { chapters } from '../chapters/index.ts';
import { further } from '../further/index.ts';
import { ProgressContext } from '../progress-context.ts';
import { AttackRecordContext } from './attack-record.ts';
import { CheatSheet } from './CheatSheet.tsx';
import { type OwnStep, ownSteps } from './own-steps.ts';

/** The chapters whose messages show all ten steps, in order of preference. */
const WITH_ALL_STEPS = ['rebuild-it', 'working'];

export function FinishPage() {
  const progress = use(ProgressContext);
  const AttackRecord = use(AttackRecordContext);
  const state = useStore(progress);
  const { proven, generation } = state;
  const done = chapters.filter(({ slug }) => proven.includes(slug)).length;
  const all = done === chapters.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is kept changes with the proofs
  const shown = useMemo(() => {
    const withSteps = WITH_ALL_STEPS.find((slug) => progress.evidenceOf(slug)) ?? 'working';
    return {
      chapter: withSteps,
      steps: ownSteps(progress.evidenceOf(withSteps)?.log ?? []),
      unkept: chapters.filter(({ slug }) => !progress.evidenceOf(slug)).length,
    };
  }, [progress, proven, generation]);
  const best = state.exams.toSorted((a, b) => b.right - a.right)[0];
  return (
    <CoursePage title="What you have shown">
      {all ? (
        <Notice tone="ok" title={`All ${chapters.length} chapters are proven`}>
          {shown.unkept === 0
            ? 'This browser has the messages of each proof, and you can export them.'
            : `This browser has no messages of ${counted(shown.unkept, 'chapter')}. Prove the chapters again to have the messages below.`}
        </Notice>
      ) : (
        <Notice tone="info" title={`${done} of ${chapters.length} chapters are proven`}>
          This page fills up as you prove more chapters. <TextLink to="/learn">Go on where you were</TextLink>
        </Notice>
      )}
      <section aria-labelledby="own-steps" className="grid gap-3">
        <h2 id="own-steps" className="text-2xl">
          The ten steps, in your own messages
        </h2>
        <TenOwnSteps steps={shown.steps} chapter={shown.chapter} />
      </section>
      <section aria-labelledby="own-evidence" className="grid gap-3 print:hidden">
        <h2 id="own-evidence" className="text-2xl">
          Your evidence
        </h2>
        <ul className="grid gap-2">
          {chapters.map((chapter) => (
            <OwnChapter
              key={chapter.slug}
              chapter={chapter}
              atMs={state.provenAt[chapter.slug]}
              messages={progress.evidenceOf(chapter.slug)?.log.length}
            />
          ))}
        </ul>
        <p>
          <TextLink to="/learn/evidence">
            Check your evidence, export it, or open the evidence of another person
          </TextLink>
        </p>
      </section>
      <section aria-labelledby="own-attacks" className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <h2 id="own-attacks" className="text-2xl">
          Your matrix
        </h2>
        <AttackRecord />
      </section>
      <section aria-labelledby="what-next" className="grid justify-items-start gap-3 print:hidden">
        <h2 id="what-next" className="text-2xl">
          And then
        </h2>
        <p>
          <TextLink to="/learn/exam">Take the exam</TextLink>: six runs without titles.{' '}
          {best &&
            `Your best result so far: ${best.right} of ${best.of}, in the exam with the number ${best.seed}.`}
        </p>
        <p>
          <TextLink to="/learn/recall">Three questions</TextLink> are due a day after your newest proof, and
          three more a week after it, if you have proven at least three chapters.{' '}
          {state.recalls.length > 0 &&
            `Right answers so far: ${state.recalls.map(({ which, right }) => `${right} of 3 after a ${which}`).join(', ')}.`}
        </p>
        <div>
          <p>Further chapters, which do not count for the course:</p>
          <ul>
            {further.map(({ slug, question }) => (
              <li key={slug}>
                <TextLink to={`/learn/${slug}`}>{question}</TextLink>
              </li>
            ))}
          </ul>
        </div>
        <Button onClick={() => print()}>Print this page with the sheet below</Button>
      </section>
      <CheatSheet />
    </CoursePage>
  );
}

function OwnChapter({
  chapter: { slug, number, question },
  atMs,
  messages,
}: {
  chapter: Chapter;
  atMs: number | undefined;
  messages: number | undefined;
}) {
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 border-rule border-b pb-2">
      <span className="w-6 font-mono text-soft text-sm">{number}</span>
      <Link className="min-w-0 grow text-accent underline" to={`/learn/${slug}`}>
        {question}
      </Link>
      <span className="text-soft text-sm">
        {atMs === undefined
          ? 'not yet'
          : [atMs > 0 && new Date(atMs).toLocaleDateString(), messages && counted(messages, 'message')]
              .filter(Boolean)
              .join(' · ') || 'proven'}
      </span>
    </li>
  );
}

function TenOwnSteps({ steps, chapter }: { steps: readonly OwnStep[]; chapter: string }) {
  return (
    <ol className="grid gap-2">
      {steps.map(({ step, name, message }) => (
        <li
          key={step}
          className="grid grid-cols-[1.75rem_minmax(0,1fr)] items-baseline gap-x-3 border-rule border-b pb-2 sm:grid-cols-[1.75rem_minmax(0,1fr)_minmax(0,1.2fr)_8.5rem]"
        >
          <span
            className={`grid size-6 place-items-center self-center rounded-full border font-mono text-xs ${message ? 'border-ok text-ok' : 'border-faint border-dashed text-soft'}`}
          >
            {step}
          </span>
          <span>{name}</span>
          <span className="col-start-2 break-all font-mono text-soft text-xs sm:col-start-auto">
            {message?.value && (
              <>
                {message.value.name}: <ServerText text={message.value.text} kind="value" />
              </>
            )}
          </span>
          <span className="col-start-2 text-sm sm:col-start-auto sm:text-right">
            {message ? (
              <>
                <TextLink to={`/learn/${chapter}${messageHref(message.id, message.value?.name)}`}>
                  message {message.id}
                </TextLink>
                {message.status !== undefined && ` · ${message.status}`}
              </>
            ) : (
              <span className="text-soft">not yet</span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
