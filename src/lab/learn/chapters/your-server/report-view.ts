import { type ComponentType, createContext, type ReactNode, use } from 'react';
import type { Machine } from '../../../machine/machine.ts';

/** The look of each export button: primary if the export is the next step. */
interface ExportLooks {
  report: 'primary' | 'secondary';
  messages: 'primary' | 'secondary';
}

/** The report on a server, as the Check screen makes it, but without the probes. */
export type ReportView = ComponentType<{
  machine: Machine;
  /** Shown in place of the probes. */
  instead: ReactNode;
  exportLooks: ExportLooks;
  /** Called with the name of each file that the reader exports. */
  onExported(name: string): void;
}>;

/** The routes provide the report view, because a chapter imports no other screen. */
export const ReportViewContext = createContext<ReportView | undefined>(undefined);

/** @throws Error outside of the lab's routes. */
export function useReportView(): ReportView {
  const view = use(ReportViewContext);
  if (!view) throw new Error('The routes of the lab provide ReportViewContext.');
  return view;
}
