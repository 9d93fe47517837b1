import type { Purpose } from './callback.ts';
import type { Figures } from './figures.ts';
import { doesTheJob, floorMs, type Goal } from './goals.ts';

/** Returns the part of `docs/benchmarks.md` that the benchmark writes. `day` has the form `YYYY-MM-DD`. */
export function report(
  figures: readonly Figures[],
  goals: readonly Goal[],
  latencyMs: number,
  day: string,
): string {
  return [
    '![Bytes of script and time to the token and to the first tool result, by client](sign-in-benchmark.svg)',
    cost(figures),
    `The lower bound is ${Math.round(floorMs(figures, latencyMs))} ms to the token: the time to load and run a document and one script, plus ${latencyMs} ms for the token request. Each time is the median of ${Math.min(...figures.map(({ runs }) => runs))} runs on ${day}; the clients ran in turn.`,
    conduct(figures),
    requests(figures),
    aims(goals),
  ].join('\n\n');
}

function cost(figures: readonly Figures[]): string {
  return table(
    [
      '',
      'bytes to token',
      'without React',
      'bytes to result',
      'token, ms',
      'first result, ms',
      'waits for MCP client, ms',
    ],
    figures.map(({ client, bytes, tokenMs, resultMs, waitedForToolsMs }) => [
      client.ours ? `**${client.name}**` : client.name,
      count(bytes.toToken),
      bytes.toTokenWithoutReact === undefined ? '' : count(bytes.toTokenWithoutReact),
      count(bytes.toResult),
      count(tokenMs),
      count(resultMs),
      count(waitedForToolsMs),
    ]),
  );
}

function conduct(figures: readonly Figures[]): string {
  return table(
    [
      '',
      'keeps the session',
      'requests before the redirect',
      'finds the server',
      'refuses a forged `state`',
      'refuses a forged `iss`',
      'whole job',
    ],
    figures.map((each) => [
      each.client.name,
      yes(each.client.keepsSession),
      count(each.conduct.requestsBeforeRedirect),
      yes(each.conduct.discoversFromServer),
      yes(each.conduct.refusesForgedState),
      yes(each.conduct.refusesForgedIssuer),
      yes(doesTheJob(each)),
    ]),
  );
}

function requests(figures: readonly Figures[]): string {
  return table(
    ['', 'requests to token', 'which', 'later requests, or requests in parallel'],
    figures.map(({ client, requestsToToken, requestsToResult }) => [
      client.name,
      String(requestsToToken.length),
      requestsToToken.join(', '),
      difference(requestsToResult, requestsToToken).join(', '),
    ]),
  );
}

function aims(goals: readonly Goal[]): string {
  return table(
    ['goal', 'met', 'measured'],
    goals.map(({ text, met, measured }) => [text, yes(met), measured]),
  );
}

function difference(all: readonly Purpose[], taken: readonly Purpose[]): Purpose[] {
  const left = [...all];
  for (const purpose of taken) left.splice(left.indexOf(purpose), 1);
  return left;
}

/** A table in Markdown. Texts are aligned to the left, and figures to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const right = head.map((_, column) => rows.every((row) => /^[\d,]*$/.test(row[column] ?? '')));
  const rule = head.map((_, column) => (right[column] ? '---:' : '---'));
  return [head, rule, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

const count = (value: number) => Math.round(value).toLocaleString('en');
const yes = (is: boolean) => (is ? 'yes' : 'no');

const MARKERS = { start: '<!-- sign-in:start -->', end: '<!-- sign-in:end -->' };

/** Inserts a text between the markers in a document. @throws Error if the markers are missing or in the wrong order. */
export function insertReport(document: string, text: string): string {
  const start = document.indexOf(MARKERS.start);
  const end = document.indexOf(MARKERS.end);
  if (start < 0 || end < start) {
    throw new Error(
      `The document has no ${MARKERS.start} followed by ${MARKERS.end}; the report goes between them.`,
    );
  }
  return `${document.slice(0, start + MARKERS.start.length)}\n\n${text}\n\n${document.slice(end)}`;
}
