import { useId, useState } from 'react';
import { CONTROL } from '../../ui/Field.tsx';
import { ALL_DEFENCES, DEFENCES, type Defence } from './attacks/defences.ts';
import { playedCells } from './attacks/played-cells.ts';
import { ScenarioPanel, type ScenarioProps } from './ScenarioPanel.tsx';

/** Plays the attack against a single defence, as a cell of the matrix does. */
export function SingleDefence(
  scenario: Pick<ScenarioProps, 'attack' | 'machine' | 'windows' | 'onBegin' | 'onNotes'>,
) {
  const id = useId();
  const { presupposes = [], notPlayedAgainst = [] } = scenario.attack;
  const offered = ALL_DEFENCES.filter((defence) => ![...presupposes, ...notPlayedAgainst].includes(defence));
  const [defence, setDefence] = useState<Defence>('PKCE');
  return (
    <div className="grid gap-3">
      <label htmlFor={id} className="grid gap-1 font-semibold">
        A single defence
        <select
          id={id}
          className={CONTROL}
          value={defence}
          onChange={({ target }) => setDefence(offered.find((each) => each === target.value) ?? 'PKCE')}
        >
          {offered.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
      <ScenarioPanel
        key={defence}
        {...scenario}
        title={`With ${defence} alone`}
        defended={{ only: defence }}
        about={DEFENCES[defence]}
        onOutcome={(outcome) => playedCells.record({ attack: scenario.attack, defence, outcome })}
      />
    </div>
  );
}
