/** `npm run bench` measures a sign-in with this project and with other libraries; see `docs/benchmarks.md`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { launchBrowser } from '../../e2e/find-browser.ts';
import { APP } from '../../e2e/real/addresses.ts';
import { startRealServers } from '../../e2e/real/servers/start.ts';
import { startAppServer } from './app-server.ts';
import { type CallbackRun, runCallback, type Surroundings, watchConduct } from './callback.ts';
import { drawChart } from './chart.ts';
import { CLIENTS, type Client } from './clients.ts';
import { figuresOf, type Measured } from './figures.ts';
import { judge } from './goals.ts';
import { startSlowNetwork } from './network.ts';
import { type BuiltPage, buildPage, bytesWithoutReact } from './pages.ts';
import { insertReport, report } from './report.ts';

const LATENCY_MS = 50;
const DOCUMENT = 'docs/benchmarks.md';
const CHART = 'docs/sign-in-benchmark.svg';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '20' } } });
const pages = new Map<Client, BuiltPage>();
for (const client of CLIENTS) pages.set(client, await buildPage(client.file));

await startRealServers([APP]);
const app = await startAppServer();
const network = await startSlowNetwork(LATENCY_MS);
const browser = await launchBrowser({ proxy: { server: network.proxy } });
try {
  const measured = await measure({ app, network, browser }, Number(values.runs));
  const figures = measured.map(figuresOf);
  const goals = judge(figures, LATENCY_MS);
  const text = report(figures, goals, LATENCY_MS, new Date().toISOString().slice(0, 10));
  process.stdout.write(`${text}\n`);
  writeFileSync(DOCUMENT, insertReport(readFileSync(DOCUMENT, 'utf8'), text));
  writeFileSync(CHART, drawChart(figures, LATENCY_MS));
  process.exitCode = goals.every(({ met }) => met) ? 0 : 1;
} finally {
  await browser.close();
  await network.close();
  app.close();
}
// The real servers do not end by themselves.
process.exit();

/** Runs the clients in turn, so that other load on this machine affects all clients alike. */
async function measure(surroundings: Surroundings, times: number): Promise<Measured[]> {
  const runs = new Map<Client, CallbackRun[]>(CLIENTS.map((client) => [client, []]));
  for (let time = 0; time <= times; time += 1) {
    for (const [client, page] of pages) {
      surroundings.app.show(page);
      const run = await runCallback(surroundings);
      // The first round warms up the servers and the browser.
      if (time > 0) runs.get(client)?.push(run);
    }
    process.stderr.write(`${time} of ${times}\n`);
  }
  const measured: Measured[] = [];
  for (const [client, page] of pages) {
    surroundings.app.show(page);
    measured.push({
      client,
      bytes: await weigh(client, page),
      conduct: await watchConduct(surroundings),
      runs: runs.get(client) ?? [],
    });
  }
  return measured;
}

async function weigh(client: Client, { entry, scripts }: BuiltPage): Promise<Measured['bytes']> {
  return {
    toToken: scripts.get(entry)?.length ?? Number.NaN,
    ...(client.react && { toTokenWithoutReact: await bytesWithoutReact(client.file) }),
    toResult: [...scripts.values()].reduce((sum, { length }) => sum + length, 0),
  };
}
