import { useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Notice } from '../../../../ui/Notice.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import { choiceOn, type Decision } from '../../../machine/decisions.ts';
import { ChoiceList } from '../ChoiceList.tsx';
import { useNextPress } from '../next-press.ts';
import { linesOf } from './bugs.ts';
import { foundCriterion } from './chapter.ts';
import { CONSEQUENCES, reasonFor, type WrongLine, writeFinding } from './wrong-lines.ts';

/** Shows a function with one wrong line. The learner chooses this line and its consequence. */
export function OneFunction({
  line,
  decisions,
  onFind,
}: {
  line: WrongLine;
  decisions: readonly Decision[];
  onFind(finding: string): void;
}) {
  const variant = useNextPress();
  const [chosen, setChosen] = useState<string>();
  const [consequence, setConsequence] = useState<string>();
  const [incomplete, setIncomplete] = useState(false);
  const finding =
    chosen === undefined || consequence === undefined ? undefined : writeFinding(chosen, consequence);
  // A changed choice is not judged yet.
  const judged = finding !== undefined && choiceOn(decisions, line.question) === finding;
  return (
    <Panel
      title={`Which line is wrong: ${line.name}`}
      foot={
        <Button
          variant={finding === undefined || judged ? 'secondary' : variant(foundCriterion(line))}
          onClick={() => (finding === undefined ? setIncomplete(true) : onFind(finding))}
        >
          Check {line.name}
        </Button>
      }
    >
      <p>Press the line that is wrong.</p>
      <div className="grid gap-0.5 overflow-x-auto rounded-control border border-rule bg-sunken p-2">
        {linesOf(line).map((text) => (
          <button
            key={text}
            type="button"
            aria-pressed={chosen === text.trim()}
            onClick={() => setChosen(text.trim())}
            className="cursor-pointer whitespace-pre-wrap rounded-control px-2 py-0.5 text-left font-mono text-xs aria-pressed:bg-mark"
          >
            {text}
          </button>
        ))}
      </div>
      <ChoiceList
        question={`What the wrong line leads to: ${line.name}`}
        choices={CONSEQUENCES}
        chosen={consequence}
        onChoose={setConsequence}
      />
      {incomplete && finding === undefined && (
        <Notice
          tone="bad"
          title={chosen === undefined ? 'Press a line first' : 'Choose what the line leads to'}
        />
      )}
      {judged && chosen !== undefined && consequence !== undefined && (
        <Judgement line={line} chosen={chosen} consequence={consequence} />
      )}
    </Panel>
  );
}

function Judgement({ line, chosen, consequence }: { line: WrongLine; chosen: string; consequence: string }) {
  if (chosen !== line.wrong) {
    return (
      <Notice tone="bad" title="Not this line">
        {reasonFor(line, chosen)}
      </Notice>
    );
  }
  if (consequence !== line.consequence) {
    return (
      <Notice tone="bad" title={`The right line, but the wrong consequence: ${consequence}`}>
        {line.ask}
      </Notice>
    );
  }
  return (
    <Notice tone="ok" title="Found">
      {line.why}
    </Notice>
  );
}
