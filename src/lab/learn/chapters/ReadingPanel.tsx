import { useRef, useState } from 'react';
import { Button } from '../../../ui/Button.tsx';
import { CONTROL, Field } from '../../../ui/Field.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../machine/machine.ts';
import { exchangeLabel } from '../../machine/panes/diagram-lines.ts';
import { MessageLink } from '../../machine/panes/MessageLink.tsx';
import { stepsOf } from '../../machine/panes/steps.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';
import {
  CHECK,
  type MessageQuestion,
  questionsOf,
  type Reading,
  readRounds,
  roundOf,
  writeReading,
} from './reading.ts';

/** Asks which messages show certain things. After a wrong answer, asks other questions, until all answers are right. */
export function ReadingPanel({ reading, machine, log, decisions }: ExerciseProps & { reading: Reading }) {
  const last = readRounds(reading, log, decisions).at(-1);
  const round = (last?.round ?? 0) + 1;
  const top = useRef<HTMLDivElement>(null);
  return (
    <Panel title="Then read the messages" aside={last?.right ? 'answered' : `questions ${round}`}>
      <div ref={top} tabIndex={-1} className="grid gap-4 outline-none">
        <p>{reading.asks}</p>
        {last?.right ? (
          <Notice tone="ok" title="You found the messages in the log">
            <ul>
              {last.answers.map(({ question, message }) => (
                <li key={question.asks}>
                  {question.asks} <MessageLink id={message} />
                </li>
              ))}
            </ul>
          </Notice>
        ) : (
          <>
            {last && (
              <Notice tone="bad" title="Not all of these messages are right. Here are other questions">
                <ul>
                  {last.answers
                    .filter(({ right }) => !right)
                    .map(({ question, message }) => (
                      <li key={question.asks}>
                        {question.asks} Not message {message}
                        {inWords(message, log)}. {whyNot(question, message, log)}
                        {question.look}
                      </li>
                    ))}
                </ul>
              </Notice>
            )}
            <OpenRound
              key={round}
              reading={reading}
              round={round}
              onAnswer={(messages) => {
                machine.decisions.record(roundOf(reading, round), writeReading(messages));
                // An answer removes the button that has the keyboard focus, so this call moves the focus.
                top.current?.focus({ preventScroll: true });
              }}
            />
          </>
        )}
      </div>
    </Panel>
  );
}

/** A description of the message with this number, if there is one. */
function inWords(message: number, log: readonly Exchange[]): string {
  const exchange = log.find(({ id }) => id === message);
  return exchange ? `, which is “${exchangeLabel(exchange)}” to the ${exchange.to}` : '';
}

/** Says why the learner may have entered this wrong number. */
function whyNot(question: MessageQuestion, said: number, log: readonly Exchange[]): string {
  const first = log[0]?.id ?? 1;
  if (said < first)
    return `Only messages from ${first} on count, because you predicted before message ${first}. `;
  return isItsStep(question, said, log)
    ? `${said} is the number of a step in the diagram. Enter the number that the tab Wire gives the message. `
    : '';
}

/** Whether the learner entered the step number of a right message in place of the message's own number. */
function isItsStep(question: MessageQuestion, said: number, log: readonly Exchange[]): boolean {
  return log.some((exchange) => {
    const { request, response } = stepsOf(exchange);
    return question.isAnsweredBy(exchange, log) && (request === said || response === said);
  });
}

function OpenRound({
  reading,
  round,
  onAnswer,
}: {
  reading: Reading;
  round: number;
  onAnswer(messages: readonly number[]): void;
}) {
  const questions = questionsOf(reading, round);
  const [said, setSaid] = useState<Readonly<Record<string, string>>>({});
  const messages = questions.map(({ asks }) => Number(said[asks] ?? ''));
  const complete = messages.every((message) => Number.isInteger(message) && message > 0);
  const [incomplete, setIncomplete] = useState(false);

  function answer(): void {
    if (complete) onAnswer(messages);
    else setIncomplete(true);
  }

  return (
    <form
      className="grid justify-items-start gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        answer();
      }}
    >
      {questions.map(({ asks }) => (
        <Field
          key={asks}
          label={asks}
          error={incomplete && !complete ? 'Enter the number of a message.' : undefined}
          hint="The number in the tab Wire"
          control={(ids) => (
            <input
              {...ids}
              inputMode="numeric"
              autoComplete="off"
              className={`${CONTROL} max-w-32 font-mono`}
              value={said[asks] ?? ''}
              onChange={({ target }) => setSaid({ ...said, [asks]: target.value })}
            />
          )}
        />
      ))}
      <Button variant="primary" type="submit">
        {CHECK}
      </Button>
    </form>
  );
}
