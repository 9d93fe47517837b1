import type { ReactNode } from 'react';
import { Panel } from '../../../../ui/Panel.tsx';
import { ChoiceList } from '../../chapters/ChoiceList.tsx';
import { ChooseAnother } from '../../chapters/ChooseAnother.tsx';

/** Shows a panel in which a choice decides what the buttons do. */
export function AttackPanel({
  title,
  foot,
  question,
  choices,
  chosen,
  onChoose,
  here,
  panel,
  report,
  children,
}: {
  title: string;
  foot: ReactNode;
  question: string;
  choices: readonly string[];
  chosen: string;
  onChoose(choice: string): void;
  /** The criteria that can be shown with the chosen setting (`here`), and with any setting (`panel`). */
  here: readonly string[];
  panel: readonly string[];
  report: ReactNode;
  children: ReactNode;
}) {
  return (
    <Panel title={title} foot={foot}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <ChoiceList question={question} choices={choices} chosen={chosen} onChoose={onChoose} />
        <div className="grid grid-cols-[minmax(0,1fr)] gap-3 text-sm">{children}</div>
        {report}
        <ChooseAnother question={question} here={here} panel={panel} />
      </div>
    </Panel>
  );
}
