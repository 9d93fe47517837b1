import { useRef, useState } from 'react';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../machine/machine.ts';
import { ChoiceList } from './ChoiceList.tsx';
import {
  conditionsOf,
  PREDICT,
  type Predicted,
  type Prediction,
  predictedRounds,
  questionOf,
  writePrediction,
} from './prediction.ts';

interface PredictionProps extends Pick<ExerciseProps, 'machine' | 'decisions'> {
  prediction: Prediction;
}

/** Asks for a prediction, says which outcomes were wrong, and asks for further predictions until one is right. */
export function PredictionPanel(props: PredictionProps) {
  const top = useRef<HTMLDivElement>(null);
  return (
    <div ref={top} tabIndex={-1} className="outline-none">
      {/* A prediction removes the button that has the keyboard focus, so this call moves the focus. */}
      <Predicting {...props} onPredicted={() => top.current?.focus({ preventScroll: true })} />
    </div>
  );
}

function Predicting({
  prediction,
  machine,
  decisions,
  onPredicted,
}: PredictionProps & { onPredicted(): void }) {
  const last = predictedRounds(prediction, decisions).at(-1);
  if (last?.right) {
    return (
      <Panel title="Your prediction" aside={`recorded before message ${last.afterMessage + 1}`}>
        <p>{prediction.asks}</p>
        <dl className="grid gap-2">
          {last.conditions.map(({ condition, said }) => (
            <div key={condition.text}>
              <dt>{condition.text}</dt>
              <dd className="font-semibold">{said}</dd>
            </div>
          ))}
        </dl>
        <Notice tone="info" title="All outcomes are right. Now let the servers show them">
          What you do from here on counts.
        </Notice>
      </Panel>
    );
  }
  const round = (last?.round ?? 0) + 1;
  return (
    <Panel title={last ? 'Predict again' : 'First predict'} aside={`prediction ${round}`}>
      {last && <WrongPrediction predicted={last} />}
      <OpenRound
        key={round}
        prediction={prediction}
        round={round}
        onPredict={(outcomes) => {
          machine.decisions.record(questionOf(prediction, round), writePrediction(outcomes));
          onPredicted();
        }}
      />
    </Panel>
  );
}

function OpenRound({
  prediction,
  round,
  onPredict,
}: {
  prediction: Prediction;
  round: number;
  onPredict(outcomes: readonly string[]): void;
}) {
  const conditions = conditionsOf(prediction, round);
  const [said, setSaid] = useState<Readonly<Record<string, string>>>({});
  const [incomplete, setIncomplete] = useState(false);
  const outcomes = conditions.flatMap(({ text }) => said[text] ?? []);

  function predict(): void {
    if (outcomes.length === conditions.length) onPredict(outcomes);
    else setIncomplete(true);
  }

  return (
    <>
      <p>{prediction.asks}</p>
      {conditions.map(({ text }) => (
        <ChoiceList
          key={text}
          question={text}
          choices={prediction.outcomes}
          chosen={said[text]}
          onChoose={(outcome) => setSaid({ ...said, [text]: outcome })}
        />
      ))}
      {incomplete && outcomes.length < conditions.length && (
        <Notice tone="bad" title="Choose an outcome for each of the three lines" />
      )}
      <Button variant="primary" onClick={predict}>
        {PREDICT}
      </Button>
    </>
  );
}

function WrongPrediction({ predicted: { conditions, round } }: { predicted: Predicted }) {
  const wrong = conditions.filter(({ right }) => !right);
  return (
    <Notice
      tone="bad"
      title={`Prediction ${round}: ${conditions.length - wrong.length} of ${conditions.length} right. What you do now does not count yet`}
    >
      <ul className="grid gap-2">
        {wrong.map(({ condition, said }) => (
          <li key={condition.text}>
            <strong>{condition.text.replace(/[.]$/, '')}</strong>: you said “{said}”. It is “
            {condition.outcome}”: {condition.because}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
