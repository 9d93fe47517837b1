import { type ComponentType, Suspense } from 'react';
import { NothingNext } from '../../../ui/Button.tsx';
import { Waiting } from '../../../ui/Waiting.tsx';
import type { ExerciseProps } from '../../machine/machine.ts';
import type { Lesson } from './chapter.ts';
import { type Shown, ShownSoFar } from './next-press.ts';
import { PredictionPanel } from './PredictionPanel.tsx';
import { predictedRounds, rightPrediction, sincePrediction } from './prediction.ts';
import { ReadingPanel } from './ReadingPanel.tsx';

/**
 * Shows what a chapter asks for, in order: a prediction, the exercise, and questions about its messages.
 *
 * @param proven whether the chapter is proven already. After the proof, no button is marked as the next step.
 */
export function ChapterExercise({
  chapter: { prediction, proof, reading },
  Exercise,
  proven,
  ...props
}: ExerciseProps & { chapter: Lesson; Exercise: ComponentType<ExerciseProps>; proven: boolean }) {
  const { machine, log, decisions } = props;
  const counted = prediction ? sincePrediction(prediction, log, decisions) : log;
  const opened = !prediction || predictedRounds(prediction, decisions).length > 0;
  // After a wrong prediction the exercise is open, but the next step is a better prediction.
  const counts = !prediction || rightPrediction(prediction, decisions) !== undefined;
  const missing = proof(counted, decisions).flatMap(({ text, met }) => (met ? [] : [text]));
  const done = missing.length === 0;
  const shown: Shown = { log: counted, missing: counts ? missing : [] };
  return (
    <NothingNext value={proven}>
      {prediction && <PredictionPanel prediction={prediction} machine={machine} decisions={decisions} />}
      {opened && (
        <NothingNext value={proven || done || !counts}>
          <ShownSoFar value={shown}>
            {/* While the exercise loads, the prediction stays on the page and keeps the keyboard focus. */}
            <Suspense
              fallback={
                <div className="min-h-80">
                  <Waiting>Loading the engine</Waiting>
                </div>
              }
            >
              <Exercise {...props} />
            </Suspense>
          </ShownSoFar>
        </NothingNext>
      )}
      {reading && opened && done && (
        <ReadingPanel reading={reading} machine={machine} log={counted} decisions={decisions} />
      )}
    </NothingNext>
  );
}
