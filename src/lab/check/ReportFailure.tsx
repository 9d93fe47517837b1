import { Notice } from '../../ui/Notice.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { useStore } from '../../ui/use-store.ts';
import type { ServerReport } from './engine/report.ts';

/** Says why the report stopped, if it stopped. The sentence may quote the server. */
export function ReportFailure({ report }: { report: Pick<ServerReport, 'getSnapshot' | 'subscribe'> }) {
  const { failure } = useStore(report);
  if (failure === undefined) return null;
  return (
    <Notice tone="bad" title="The report stopped">
      <ServerText text={failure} kind="description" />
    </Notice>
  );
}
