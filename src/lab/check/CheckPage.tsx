import { useEffect, useState } from 'react';
import { useLocation } from 'react-router-dom';
import { localNetworkPermission } from '../../oauth/local-network-permission.ts';
import { useStore } from '../../ui/use-store.ts';
import { LabLayout, Workbench } from '../machine/LabLayout.tsx';
import { useLiveNetwork } from '../machine/live-network.ts';
import { MachinePane } from '../machine/panes/MachinePane.tsx';
import { useTitle } from '../machine/use-title.ts';
import { readLinkedAddress } from './engine/address.ts';
import { watchPolicyBlocks } from './engine/policy-blocks.ts';
import { createServerReport } from './engine/report.ts';
import { createReportMachine } from './engine/report-machine.ts';
import { ProbePanel } from './ProbePanel.tsx';
import { ReportView } from './ReportView.tsx';

/** The Check screen. A probe leaves the page for the authorization server. After the return, the report resumes. */
export function CheckPage() {
  const network = useLiveNetwork();
  const [{ machine, report }] = useState(() => {
    const machine = createReportMachine();
    const report = createServerReport({
      machine,
      network,
      pageOrigin: location.origin,
      storage: sessionStorage,
      navigate: (url) => location.assign(url),
      isBlocked: watchPolicyBlocks(document),
      localNetworkAccess: (url) => localNetworkPermission(url, navigator.permissions),
    });
    return { machine, report };
  });
  const { search } = useLocation();
  const linked = readLinkedAddress(search);
  const log = useStore(machine.log);
  useTitle('Check a server');
  useEffect(() => {
    void report.resume();
    addEventListener('pagehide', report.leave);
    return () => removeEventListener('pagehide', report.leave);
  }, [report]);
  return (
    <LabLayout>
      <Workbench machine={<MachinePane machine={machine} log={log} />}>
        <h1 className="text-4xl leading-tight">Check a server</h1>
        <p className="prose">
          Can a browser sign in to your MCP server, does its authorization server promise what it must, and
          does it keep the promise? A finding names its clause and the messages that show it; for a broken
          rule, also what to change.
        </p>
        <ReportView
          machine={machine}
          report={report}
          linked={linked}
          renderProbes={(findings) => <ProbePanel report={report} findings={findings} />}
        />
      </Workbench>
    </LabLayout>
  );
}
