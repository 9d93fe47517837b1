/** `npm run lighthouse` measures the Lighthouse scores of the built app; see `docs/benchmarks.md`. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, preview } from 'vite';
import { ensureBrowser, machineProbes } from '../e2e/find-browser.ts';

/** This script downloads Lighthouse when it runs: as a dependency, its 176 MB would double the size of `npm ci`. */
const LIGHTHOUSE = 'lighthouse@13.5.0';
const REPORTS = join(import.meta.dirname, '../reports/lighthouse');
const RUNS = 3;
/** On a busy machine, Lighthouse sometimes misses the beginning of a page load. This script repeats such a run. */
const MOST_ATTEMPTS = 6;
/** The required score of each category, of 100. */
const LEAST = { performance: 95, accessibility: 100, 'best-practices': 100, seo: 100 };
const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
const PAGES = { landing: '/', chapter: '/learn/working' };
const DEVICES = { mobile: [], desktop: ['--preset=desktop'] };

interface Audit {
  title: string;
  score: number | null;
  numericValue?: number;
  displayValue?: string;
}

/** A Lighthouse report, with only the members that this script uses. A score is from 0 to 1. */
interface Report {
  categories: Record<
    keyof typeof LEAST,
    { score: number; auditRefs: ReadonlyArray<{ id: string; weight: number }> }
  >;
  audits: Record<string, Audit>;
  environment: { benchmarkIndex: number };
}

const probes = machineProbes();
const environment = { ...process.env, CHROME_PATH: ensureBrowser(probes) };
const browserFlags = [
  '--headless',
  '--disable-gpu',
  '--disable-background-networking',
  ...(probes.isRoot ? ['--no-sandbox'] : []),
].join(' ');

/** @throws Error if Lighthouse did not run, or did not record the page. */
async function measure(url: string, name: string, flags: readonly string[]): Promise<Report> {
  const path = join(REPORTS, name);
  const options = [
    `--only-categories=${Object.keys(LEAST).join(',')}`,
    '--output=json,html',
    `--output-path=${path}`,
    `--chrome-flags=${browserFlags}`,
    '--no-enable-error-reporting',
    '--quiet',
  ];
  const command = ['exec', '--yes', '--prefer-offline', `--package=${LIGHTHOUSE}`, '--', 'lighthouse'];
  await promisify(execFile)('npm', [...command, url, ...flags, ...options], { env: environment });
  return JSON.parse(readFileSync(`${path}.report.json`, 'utf8'));
}

/** @throws Error if too few runs recorded the page. */
async function measureRepeatedly(url: string, name: string, flags: readonly string[]): Promise<Report[]> {
  const reports: Report[] = [];
  for (let attempt = 1; reports.length < RUNS; attempt += 1) {
    try {
      reports.push(await measure(url, `${name}-${reports.length + 1}`, flags));
    } catch (error) {
      if (attempt >= MOST_ATTEMPTS) throw error;
      process.stderr.write(`${name}, once more: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  return reports;
}

const scoreOf = (report: Report, category: keyof typeof LEAST) =>
  Math.round(report.categories[category].score * 100);

function median(reports: readonly Report[]): Report {
  const sorted = [...reports].sort((a, b) => scoreOf(a, 'performance') - scoreOf(b, 'performance'));
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (!middle) throw new Error('Nothing was measured.');
  return middle;
}

/** One line for each category below its required score, with the failed audits. */
function shortfalls(report: Report): string[] {
  return categories.flatMap((category) => {
    const score = scoreOf(report, category);
    if (score >= LEAST[category]) return [];
    const failed = report.categories[category].auditRefs.flatMap(({ id, weight }) => {
      const audit = report.audits[id];
      if (!audit || weight === 0 || audit.score === null || audit.score >= 0.9) return [];
      return `    ${id}: ${audit.title}${audit.displayValue ? `, ${audit.displayValue}` : ''}\n`;
    });
    return `  ${category} ${score}, required ${LEAST[category]}\n${failed.join('')}`;
  });
}

function figuresOf(report: Report): string[] {
  const figure = (id: string) => report.audits[id]?.numericValue ?? Number.NaN;
  return [
    ...categories.map((category) => `${scoreOf(report, category)}`),
    `${(figure('largest-contentful-paint') / 1000).toFixed(1)} s`,
    `${Math.round(figure('total-blocking-time'))} ms`,
    figure('cumulative-layout-shift').toFixed(3),
    // The speed of the machine during the run. To simulate a phone, Lighthouse divides this speed by four.
    `${Math.round(report.environment.benchmarkIndex)}`,
  ];
}

function print(cells: readonly string[]): void {
  const [first = '', ...rest] = cells;
  process.stdout.write(`${first.padEnd(18)}${rest.map((cell) => cell.padStart(15)).join('')}\n`);
}

mkdirSync(REPORTS, { recursive: true });
await build({ logLevel: 'warn' });
const server = await preview({ logLevel: 'warn' });
try {
  const origin = server.resolvedUrls?.local[0] ?? '';
  const short: string[] = [];
  print(['', ...categories, 'LCP', 'TBT', 'CLS', 'CPU index']);
  for (const [page, path] of Object.entries(PAGES)) {
    for (const [device, flags] of Object.entries(DEVICES)) {
      const url = new URL(path, origin).href;
      const report = median(await measureRepeatedly(url, `${page}-${device}`, flags));
      print([`${page}, ${device}`, ...figuresOf(report)]);
      short.push(...shortfalls(report).map((line) => `${page}, ${device}\n${line}`));
    }
  }
  process.stdout.write(short.length ? `\nToo little:\n${short.join('')}` : '\nEvery score is high enough.\n');
  process.exitCode = short.length ? 1 : 0;
} finally {
  await server.close();
}
