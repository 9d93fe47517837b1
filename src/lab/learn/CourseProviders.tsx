import type { ComponentType, ReactNode } from 'react';
import { HeaderAside } from '../machine/header-aside.ts';
import { type ReportView, ReportViewContext } from './chapters/your-server/report-view.ts';
import { type ExamAttack, ExamAttacksContext } from './exam/exam-attacks.ts';
import { AttackRecordContext } from './finish/attack-record.ts';
import { ProgressCount } from './ProgressCount.tsx';
import { createProgress, type Progress } from './progress.ts';
import { ProgressContext } from './progress-context.ts';

/** What the course takes from other screens, which it does not import. */
export interface FromOtherScreens {
  ReportView: ReportView;
  AttackRecord: ComponentType;
  loadExamAttacks(): Promise<readonly ExamAttack[]>;
}

let progress: Progress | undefined;

/** Provides every screen of the lab with the one progress of this browser, and the course with what it borrows. */
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
