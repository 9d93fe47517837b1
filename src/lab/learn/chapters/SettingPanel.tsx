import { type ReactNode, useState } from 'react';
import { Panel } from '../../../ui/Panel.tsx';
import { ChoiceList } from './ChoiceList.tsx';
import { useNextSetting } from './next-press.ts';

export interface Setting<Answer extends string | { name: string }> {
  question: string;
  all: readonly [Answer, ...Answer[]];
}

/** The chosen answer of a setting, in the words that the learner reads. */
interface ChosenSetting {
  question: string;
  choices: readonly string[];
  chosen: string;
  onChoose(choice: string): void;
}

const nameOf = (answer: string | { name: string }): string =>
  typeof answer === 'string' ? answer : answer.name;

/** Before a choice, the first answer counts as chosen. */
export function useSetting<Answer extends string | { name: string }>(
  { question, all }: Setting<Answer>,
  onChange: () => void,
): [Answer, ChosenSetting] {
  const [answer, setAnswer] = useState(all[0]);
  const onChoose = (choice: string) => {
    setAnswer(() => all.find((each) => nameOf(each) === choice) ?? all[0]);
    onChange();
  };
  return [answer, { question, choices: all.map(nameOf), chosen: nameOf(answer), onChoose }];
}

/** A panel in which a setting decides what the buttons do. If nothing is left to press, it asks for another answer. */
export function SettingPanel({
  title,
  aside,
  foot,
  here,
  panel,
  report,
  children,
  ...setting
}: ChosenSetting & {
  title: string;
  aside?: string;
  foot?: ReactNode;
  /** The criteria that the learner can meet with the chosen answer (`here`), and with any of the answers (`panel`). */
  here: readonly string[];
  panel: readonly string[];
  report: ReactNode;
  children: ReactNode;
}) {
  const changes = useNextSetting(here, panel);
  return (
    <Panel title={title} aside={aside} foot={foot}>
      <ChoiceList {...setting} />
      <div className="grid grid-cols-[minmax(0,1fr)] justify-items-start gap-3">{children}</div>
      {report}
      <p role="status" className="empty:hidden">
        {changes && `Next: choose another answer to “${setting.question}”`}
      </p>
    </Panel>
  );
}
