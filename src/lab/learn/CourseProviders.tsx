import { type ComponentType, type ReactNode, use } from 'react';
import { useStore } from '../../ui/use-store.ts';
import { HeaderAside } from '../machine/header-aside.ts';
import { chapters } from './chapters/index.ts';
import { type ReportView, ReportViewContext } from './chapters/your-server/report-view.ts';
import { type ExamAttack, ExamAttacksContext } from './exam/exam-attacks.ts';
import { AttackRecordContext } from './finish/attack-record.ts';
import { createProgress, type Progress } from './progress.ts';
import { ProgressContext } from './progress-context.ts';

/** The parts of other screens that the course uses. The plugin passes them in: a screen imports no other screen. */
export interface FromOtherScreens {
  ReportView: ReportView;
  AttackRecord: ComponentType;
  loadExamAttacks(): Promise<readonly ExamAttack[]>;
}

let progress: Progress | undefined;

/** Provides the progress of this browser to every screen of the lab, and the parts of other screens to the course. */
export function CourseProviders({
  ReportView,
  AttackRecord,
  loadExamAttacks,
  children,
}: FromOtherScreens & { children: ReactNode }) {
  progress ??= createProgress(localStorage);
  return (
    <ProgressContext value={progress}>
      <HeaderAside value={<ProgressCount />}>
        <ReportViewContext value={ReportView}>
          <ExamAttacksContext value={loadExamAttacks}>
            <AttackRecordContext value={AttackRecord}>{children}</AttackRecordContext>
          </ExamAttacksContext>
        </ReportViewContext>
      </HeaderAside>
    </ProgressContext>
  );
}

function ProgressCount() {
  const progress = use(ProgressContext);
  const { proven } = useStore(progress);
  return (
    <p className="text-soft text-sm" data-personal>
      {chapters.filter(({ slug }) => proven.includes(slug)).length} of {chapters.length} proven
    </p>
  );
}
