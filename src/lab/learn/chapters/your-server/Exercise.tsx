import { TextLink } from '../../../../ui/TextLink.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { useNextPress } from '../next-press.ts';
import { EXPORTED } from './chapter.ts';
import { useReportView } from './report-view.ts';

/** Shows the report on a server of the reader's choice, without the probes: a probe navigates away from the chapter. */
export default function Exercise({ machine }: ExerciseProps) {
  const ReportView = useReportView();
  const variant = useNextPress();
  return (
    <ReportView
      machine={machine}
      exportLooks={{ report: variant(EXPORTED.report), messages: variant(EXPORTED.messages) }}
      onExported={(name) =>
        machine.decisions.record(name.endsWith('.har') ? EXPORTED.messages : EXPORTED.report, name)
      }
      instead={
        <p>
          To test whether the server refuses what it must refuse, you need an account there. The tests are on{' '}
          <TextLink to="/check">the Check screen</TextLink>.
        </p>
      }
    />
  );
}
