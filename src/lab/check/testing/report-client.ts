import { createGate } from '../../machine/debugger/gate.ts';
import type { Network } from '../../machine/wire/recorder.ts';
import { createWireLog } from '../../machine/wire/wire-log.ts';
import { createReportClient, type ReportClientOptions } from '../engine/report-client.ts';
import { PAGE, SERVER } from './browser.ts';

export const unexpected: Network = (url) =>
  Promise.reject(new Error(`Unexpected no-cors request to ${url}.`));

/** A client of the report over a network of the test. */
export const clientOver = (network: Network, parts: Partial<ReportClientOptions> = {}) =>
  createReportClient({
    network,
    confinedNetwork: unexpected,
    log: createWireLog(),
    gate: createGate(),
    signal: new AbortController().signal,
    ...parts,
  });

export const OPTIONS = {
  serverUrl: SERVER,
  clientId: '',
  pageOrigin: PAGE,
  redirectUri: `${PAGE}/callback`,
  confirm: async () => true,
};
