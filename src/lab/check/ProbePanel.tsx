import { useEffect, useRef } from 'react';
import { Panel } from '../../ui/Panel.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { useStore } from '../../ui/use-store.ts';
import type { Finding } from './engine/findings.ts';
import { probesFor } from './engine/probes/index.ts';
import type { ServerReport } from './engine/report.ts';
import { ProbeConsent } from './ProbeConsent.tsx';
import { ProbeItem } from './ProbeItem.tsx';

/** Shows what the live probes do and which servers they reach; after the consent, shows each probe with a button. */
export function ProbePanel({ report, findings }: { report: ServerReport; findings: readonly Finding[] }) {
  const { evidence, agreed, latest, returned } = useStore(report);
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A person who returns from a probe continues at the probes, not at the top of the page.
    if (returned) top.current?.focus();
  }, [returned]);
  if (!evidence) return null;
  const probes = probesFor(evidence);
  const run = probes.filter(({ id }) => evidence.probes[id]);
  const next = probes.find(({ id }) => !evidence.probes[id]);
  const now = probes.find(({ id }) => id === latest);
  const probeList = (
    <Panel
      title="Live probes"
      aside={
        <>
          as <ServerText text={evidence.clientId} kind="name" />; {run.length} of {probes.length} run
        </>
      }
    >
      <div className="grid gap-4">
        {run.length === 0 && (
          <p>
            Most probes leave this page for the authorization server, which sends you back. Begin with this
            one: unless the correct request works, a refusal proves nothing.
          </p>
        )}
        {now && <ProbeItem probe={now} report={report} findings={findings} />}
        {next && next !== now && (
          <div className="grid gap-2">
            {run.length > 0 && <p className="font-semibold">Next:</p>}
            <ProbeItem probe={next} report={report} findings={findings} isNext />
          </div>
        )}
        <details>
          <summary className="cursor-pointer">All probes</summary>
          <ol className="grid gap-2 pt-3">
            {probes
              .filter((probe) => probe !== next && probe !== now)
              .map((probe) => (
                <li key={probe.id}>
                  <ProbeItem probe={probe} report={report} findings={findings} />
                </li>
              ))}
          </ol>
        </details>
      </div>
    </Panel>
  );
  return (
    <div ref={top} tabIndex={-1} className="outline-none">
      {agreed ? probeList : <ProbeConsent report={report} onAgreed={() => top.current?.focus()} />}
    </div>
  );
}
