import { createTestBrowser, PAGE, SERVER, type TestServers } from '../../lab/check/testing/browser.ts';
import { runCommand } from '../command.ts';
import type { Machine } from '../machine.ts';
import type { WireRequest } from '../network/wire.ts';
import type { ReportDocument } from '../output/report-document.ts';
import { createTestMachine, sendTo } from './machine.ts';
import { personAt } from './person.ts';

export const REGISTERING: TestServers = { policy: { registrationOffered: true } };

/** The wait for a response ends at once. */
export const NOBODY_ANSWERS: Partial<Machine> = {
  schedule(callback, delayMs) {
    if (delayMs === 120_000) setTimeout(callback);
    return () => {};
  },
};

export const isRegistration = ({ url, method }: Request) => method === 'POST' && url.endsWith('/register');

export const FORMATS = ['json', 'junit', 'sarif', 'markdown', 'har'] as const;

/** Runs `pkce-lab check --sign-in` with a person who signs in. */
export async function run(
  args: readonly string[],
  servers: TestServers = REGISTERING,
  parts: Partial<Machine> | ((person: ReturnType<typeof personAt>) => Partial<Machine>) = {},
) {
  const browser = createTestBrowser(servers);
  const sent: WireRequest[] = [];
  const visited: string[] = [];
  const person = personAt(browser);
  const { machine, written, files } = createTestMachine(sendTo(browser, sent), {
    ...person,
    async openBrowser(url) {
      visited.push(url);
      return person.openBrowser(url);
    },
    ...(typeof parts === 'function' ? parts(person) : parts),
  });
  const formats = FORMATS.flatMap((format) => [`--${format}`, format]);
  const code = await runCommand(
    ['check', SERVER, '--origin', PAGE, '--sign-in', ...formats, ...args],
    machine,
  );
  const report: ReportDocument = JSON.parse(files.get('json') ?? '{}');
  const result = (rule: string) => report.findings.find((finding) => finding.rule === rule)?.result;
  return { code, ...written, files, report, result, sent, visited, browser };
}
