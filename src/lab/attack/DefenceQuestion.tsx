import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import type { Attack } from './attacks/attack.ts';
import { type AskedDefence, DEFENCES, type Defence, defencesAskedAbout } from './attacks/defences.ts';
import { whyNoHelp } from './attacks/no-help.ts';
import { checkGuess, type Guess } from './attacks/score.ts';

const WHERE_NONCE_HELPS =
  'The nonce helps only after the tokens were issued, and only at a client that demands an ID token and checks it.';

export function DefenceQuestion({
  attack: { slug, stoppedBy, title, presupposes },
  answered,
  onRight,
}: {
  attack: Attack;
  answered: boolean;
  onRight(): void;
}) {
  const [wrong, setWrong] = useState<ReturnType<typeof checkGuess> & { unanswered: boolean }>();
  const asked = defencesAskedAbout(presupposes);
  const others = stoppedBy.filter((defence) => !asked.some((each) => each === defence));
  return (
    <Panel title="Which of these defences would have stopped the attack?" aside="each one alone">
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const guessed = new FormData(event.currentTarget).getAll('defence');
          const options: readonly Guess[] = [...asked, 'none'];
          const checked = checkGuess(
            stoppedBy,
            asked,
            new Set(options.filter((option) => guessed.includes(option))),
          );
          const right = checked.wrong.length + checked.missing.length === 0;
          setWrong(right ? undefined : { ...checked, unanswered: guessed.length === 0 });
          if (right) onRight();
        }}
      >
        <fieldset className="grid gap-x-6 gap-y-1 sm:grid-cols-2">
          <legend className="sr-only">What stops “{title}”</legend>
          {asked.map((defence) => (
            <Option key={defence} value={defence} label={defence} />
          ))}
          <Option value="none" label="none of these" />
        </fieldset>
        <Button type="submit">Check the answer</Button>
      </form>
      <div aria-live="polite">
        {wrong && (
          <Notice tone="wait" title="Not quite">
            <ul className="list-disc pl-5">
              {wrong.wrong.map((guess) => (
                <li key={guess}>
                  {guess === 'none'
                    ? 'At least one of these defences stops the attack.'
                    : `${guess} does not help here. ${reason(slug, asked, guess)}`}
                </li>
              ))}
              {wrong.wrong.length === 0 && wrong.missing.length > 0 && (
                <li>{wrong.unanswered ? 'Choose at least one line.' : 'At least one defence is missing.'}</li>
              )}
            </ul>
          </Notice>
        )}
        {!wrong && answered && (
          <Notice tone="ok" title="Correct">
            Stopped by {stoppedBy.join(', or by ')}.{stoppedBy.includes('nonce') && ` ${WHERE_NONCE_HELPS}`}
            {others.length > 0 && ` ${others.map((defence) => DEFENCES[defence]).join(' ')}`}
          </Notice>
        )}
      </div>
    </Panel>
  );
}

function reason(slug: string, asked: readonly AskedDefence[], guess: Defence): string {
  const found = asked.find((defence) => defence === guess);
  return (found && whyNoHelp(slug, found)) ?? DEFENCES[guess];
}

function Option({ value, label }: { value: Guess; label: string }) {
  return (
    <label className="flex min-h-8 items-center gap-2">
      <input type="checkbox" name="defence" value={value} className="size-4" />
      {label}
    </label>
  );
}
