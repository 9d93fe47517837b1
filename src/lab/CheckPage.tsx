import { useEffect, useState, useSyncExternalStore } from 'react';
import { LabFrame, Workbench } from './LabFrame.tsx';
import { createMachine } from './machine.ts';
import { FollowedValueProvider } from './panes/followed-value.tsx';
import { MachinePane } from './panes/MachinePane.tsx';
import { ServerReport } from './server-report/ServerReport.tsx';

/** The report on a server, on a page of its own. */
export function CheckPage() {
  const [machine] = useState(() => createMachine({ origin: location.origin, paceMs: 0 }));
  const log = useSyncExternalStore(machine.log.subscribe, machine.log.getSnapshot);
  useEffect(() => {
    document.title = 'Check a server. PKCE Lab';
  }, []);
  return (
    <LabFrame>
      <FollowedValueProvider>
        <Workbench machine={<MachinePane machine={machine} log={log} />}>
          <h1 className="text-4xl leading-tight">Check a server</h1>
          <p className="prose">
            Can a browser sign in to your MCP server, and does its authorization server offer what it must?
            Every message that is sent stands beside its finding.
          </p>
          <ServerReport machine={machine} />
        </Workbench>
      </FollowedValueProvider>
    </LabFrame>
  );
}
