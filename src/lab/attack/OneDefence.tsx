import { useId, useState } from 'react';
import { CONTROL } from '../../ui/Field.tsx';
import { ALL_DEFENCES, DEFENCES, type Defence } from './attacks/defences.ts';
import { playedCells } from './attacks/played-cells.ts';
import { StagePanel, type StageProps } from './StagePanel.tsx';

/** The attack against one defence and nothing else: what a cell of the matrix plays, to be looked at closely. */
export function OneDefence(
  stage: Pick<StageProps, 'attack' | 'machine' | 'documents' | 'onBegin' | 'onNotes'>,
) {
  const id = useId();
  const offered = ALL_DEFENCES.filter((defence) => !stage.attack.presupposes?.includes(defence));
  const [defence, setDefence] = useState<Defence>('PKCE');
  return (
    <div className="grid gap-3">
      <label htmlFor={id} className="grid gap-1 font-semibold">
        One defence, and no other
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
      <StagePanel
        key={defence}
        {...stage}
        title={`With ${defence} alone`}
        defended={{ only: defence }}
        about={DEFENCES[defence]}
        onOutcome={(outcome) => playedCells.record({ attack: stage.attack, defence, outcome })}
      />
    </div>
  );
}
