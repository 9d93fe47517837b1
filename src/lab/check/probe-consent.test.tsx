import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { createMachine } from '../machine/machine.ts';
import { keysInMemory } from '../machine/run/proof-keys.ts';
import { createRun } from '../machine/run/run.ts';
import { createTabStorage } from '../machine/run/tab-storage.ts';
import { createServerReport } from './engine/report.ts';
import { ProbeConsent } from './ProbeConsent.tsx';
import { createTestBrowser, PAGE, SERVER } from './testing/browser.ts';

it('a person who agrees to the probes reads that the MCP server gets a token that was not issued for it', async () => {
  const { network, confinedNetwork } = createTestBrowser();
  const report = createServerReport({
    machine: createMachine({ origin: PAGE, createRun }),
    network,
    confinedNetwork,
    pageOrigin: PAGE,
    storage: createTabStorage(),
    keys: keysInMemory(),
    navigate() {},
  });
  report.subscribe(() => {
    if (report.getSnapshot().toConfirm) report.confirmAddresses(true);
  });
  await report.examine(SERVER, 'this-app');
  const html = renderToStaticMarkup(<ProbeConsent report={report} onAgreed={() => {}} />);
  expect(html).toContain('send the MCP server a token that was not issued for it');
});
