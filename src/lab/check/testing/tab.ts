import type { Platform } from '../../../oauth/index.ts';
import { createMachine } from '../../machine/machine.ts';
import { keysInMemory } from '../../machine/run/proof-keys.ts';
import { createRun } from '../../machine/run/run.ts';
import { createTabStorage } from '../../machine/run/tab-storage.ts';
import { personNamed, signInAtServer } from '../../machine/run/user-agent.ts';
import type { NamedAddress } from '../engine/named-address.ts';
import { captureProbeResponse } from '../engine/probe-record.ts';
import type { ProbeId } from '../engine/probes/probe.ts';
import { createServerReport, type ServerReport } from '../engine/report.ts';
import { createTestBrowser, PAGE, SERVER, type TestServers } from './browser.ts';
import { reportOn } from './reports.ts';

/** A tab: its storage outlives its pages, and each page creates a new report. */
export function openTab(servers: TestServers = {}) {
  const { network, confinedNetwork, frontChannel } = createTestBrowser(servers);
  const storage = createTabStorage();
  const keys = keysInMemory();
  const left: string[] = [];
  const tab = { confirms: (_addresses: readonly NamedAddress[]) => true };
  const keptOnLeaving: string[] = [];
  function openPage() {
    const machine = createMachine({ origin: PAGE, createRun });
    const report = createServerReport({
      machine,
      network,
      confinedNetwork,
      pageOrigin: PAGE,
      storage,
      keys,
      navigate(url) {
        left.push(url);
        keptOnLeaving.push(...storage.getSnapshot().keys());
      },
    });
    // The person confirms every address, unless a test sets `confirms`.
    report.subscribe(() => {
      const { toConfirm } = report.getSnapshot();
      if (toConfirm) report.confirmAddresses(tab.confirms(toConfirm));
    });
    return { machine, report };
  }
  /** The browser opens an address of the app. @returns the address that the app's session then reads. */
  function openAddress(href: string): string {
    let shown = href;
    const platform = {
      href: () => shown,
      replaceUrl: (url: string) => {
        shown = new URL(url, shown).href;
      },
      storage: { tab: storage, shared: storage },
    };
    captureProbeResponse(platform as unknown as Platform);
    return shown;
  }
  return Object.assign(tab, {
    storage,
    keys,
    left,
    keptOnLeaving,
    openPage,
    openAddress,
    signIn: (url: string) => signInAtServer(frontChannel, url, personNamed('ada')),
  });
}

export type Tab = ReturnType<typeof openTab>;

export const everythingIn = (storage: Tab['storage']) => JSON.stringify([...storage.getSnapshot()]);

/** A page on which the person has agreed to the probes. */
export async function agreed(tab: Tab) {
  const { machine, report } = tab.openPage();
  await report.examine(SERVER, 'this-app');
  report.agree('this-app');
  return { machine, report };
}

export function foundBy(report: ServerReport) {
  const { evidence } = report.getSnapshot();
  if (!evidence) throw new Error('There is no evidence.');
  return { evidence, ...reportOn(evidence) };
}

/** The next page of a tab, after its report has resumed. */
export async function nextPage(tab: Tab) {
  const { machine, report } = tab.openPage();
  await report.resume();
  return { machine, report, ...foundBy(report) };
}

/** Runs a probe, in which the person signs in. @returns the page that shows the result. */
export async function probed(tab: Tab, probe: ProbeId) {
  await (await agreed(tab)).report.run(probe);
  const callback = await tab.signIn(tab.left[0] ?? '');
  tab.openAddress(callback);
  return { ...(await nextPage(tab)), code: new URL(callback).searchParams.get('code') ?? '' };
}

/** Runs a probe that gets an authorization response with these parameters. @returns the page that shows the result. */
export async function answered(tab: Tab, probe: ProbeId, parameters: string) {
  await (await agreed(tab)).report.run(probe);
  const state = new URL(tab.left[0] ?? '').searchParams.get('state');
  tab.openAddress(`${PAGE}/callback${parameters}&state=${state}`);
  return nextPage(tab);
}
