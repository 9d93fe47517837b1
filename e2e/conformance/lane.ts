import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Browser } from 'playwright';
import { type LoopbackServer, openOnLoopback } from '../loopback.ts';
import { addCorsHeaders } from './cross-origin.ts';
import { PATIENCE_MS, personAt } from './person.ts';
import { type Context, type Scenario, scenarios } from './scenarios.ts';

/** A scenario that the client of the suite asks for. */
interface Task {
  scenario: string;
  serverUrl: string;
  context: Context;
}

/** The client of the suite sends its tasks to this server. */
export interface Lane extends LoopbackServer {
  /** The result of each scenario in the browser, by name: the failure, or `undefined` if the scenario passed. */
  outcomes: ReadonlyMap<string, string | undefined>;
}

/** The number of concurrent pages. With more pages, two cores would not be faster. */
const AT_ONCE = 4;

/** Waits for scenarios, and plays each scenario in a new profile of the browser. */
export async function openLane(browser: Browser, app: string): Promise<Lane> {
  const outcomes = new Map<string, string | undefined>();
  const inTurn = queue(AT_ONCE);
  const server = createServer(async (request, response) => {
    const task: Task = JSON.parse(await text(request));
    const scenario = scenarios[task.scenario];
    if (!scenario) {
      response.writeHead(501).end('This app does not do that.\n');
      return;
    }
    const failure = await inTurn(() => play(browser, app, task, scenario));
    outcomes.set(task.scenario, failure);
    response.writeHead(failure ? 500 : 200).end(failure);
  });
  return { outcomes, ...(await openOnLoopback(server)) };
}

/** @returns the failure, or `undefined` if the scenario passed. */
async function play(
  browser: Browser,
  app: string,
  { serverUrl, context: given }: Task,
  scenario: Scenario,
): Promise<string | undefined> {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  context.setDefaultTimeout(PATIENCE_MS);
  try {
    await addCorsHeaders(context, app);
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      if (/Content Security Policy|TrustedHTML/.test(message.text())) faults.push(message.text());
    });
    try {
      await scenario(personAt(page, app, serverUrl), given);
    } catch (error) {
      faults.push(String(error), `The page showed:\n${await page.locator('body').innerText()}`);
    }
    return faults.length ? faults.join('\n') : undefined;
  } finally {
    await context.close();
  }
}

/** Returns a function that starts tasks in order, and runs at most `atOnce` tasks at the same time. */
function queue(atOnce: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running === atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
