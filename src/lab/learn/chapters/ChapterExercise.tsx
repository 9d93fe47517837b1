import type { ComponentType } from 'react';
import { WorkDone } from '../../../ui/Button.tsx';
import type { ExerciseProps } from '../../machine/machine.ts';
import type { Lesson } from './chapter.ts';
import { PredictionPanel } from './PredictionPanel.tsx';
import { predictedRounds, sincePrediction } from './prediction.ts';
import { ReadingPanel } from './ReadingPanel.tsx';

/** What a chapter asks for, in order: a prediction, the exercise, and questions about the messages it sent. */
export function ChapterExercise({
  chapter: { prediction, proof, reading },
  Exercise,
  ...props
}: ExerciseProps & { chapter: Lesson; Exercise: ComponentType<ExerciseProps> }) {
  const { machine, log, decisions } = props;
  const counted = prediction ? sincePrediction(prediction, log, decisions) : log;
  const predicted = !prediction || predictedRounds(prediction, decisions).length > 0;
  const done = proof(counted, decisions).every(({ met }) => met);
  return (
    <>
      {prediction && <PredictionPanel prediction={prediction} machine={machine} decisions={decisions} />}
      {predicted && (
        <WorkDone value={done}>
          <Exercise {...props} />
        </WorkDone>
      )}
      {reading && predicted && done && (
        <ReadingPanel reading={reading} machine={machine} log={counted} decisions={decisions} />
      )}
    </>
  );
}
