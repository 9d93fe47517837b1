import { EXIT, type ExitCode } from './check/exit-code.ts';
import { type CheckOptions, FORMATS, readCheckOptions, UsageError } from './check/options.ts';
import { type CheckResult, runCheck } from './check/run-check.ts';
import { HELP, ruleList } from './help.ts';
import type { Machine, Output } from './machine.ts';
import { reportAs } from './output/formats.ts';
import { createFirstMask } from './output/mask.ts';
import { reportDocument } from './output/report-document.ts';
import { printable, styleFor, withoutLogCommands } from './output/style.ts';
import { terminalReport } from './output/terminal.ts';
import { signInCommand } from './sign-in/command.ts';

/**
 * Runs the program.
 *
 * @param args the arguments after the name of the program.
 * @returns the exit code.
 */
export async function runCommand(args: readonly string[], { ...machine }: Machine): Promise<number> {
  machine.stdout = withoutCommands(machine.stdout);
  machine.stderr = withoutCommands(machine.stderr);
  const [command, ...rest] = args;
  if (command === '--version') return say(machine, `${machine.version}\n`);
  if (command === undefined || args.includes('--help') || args.includes('-h')) return say(machine, HELP);
  if (command === 'rules') return say(machine, ruleList());
  try {
    if (command === 'sign-in') return await signInCommand(rest, machine);
    if (command !== 'check') throw new UsageError(`There is no command ${command}.`);
    return await check(readCheckOptions(rest), machine);
  } catch (error) {
    if (!(error instanceof UsageError)) return reportMistake(error, machine);
    machine.stderr.write(`${printable(error.message)}\nSee pkce-lab --help.\n`);
    return EXIT.usage;
  }
}

/**
 * Ends with the code for a server that was not tested: Node itself would end with 1, which means that a rule is broken.
 * Shows only the code and the place of the error, because its message may quote a server or a secret.
 */
export function reportMistake(error: unknown, { stderr }: Pick<Machine, 'stderr'>): ExitCode {
  const { name, code = name, stack }: Record<string, unknown> = Object(error);
  const places = String(stack)
    .split('\n')
    .filter((line) => /^\s+at \S/.test(line))
    .map(printable);
  const says = `The program has failed (${printable(String(code))}), so it has no result.`;
  stderr.write(`${[says, ...places].join('\n')}\n`);
  return EXIT.untested;
}

function say({ stdout }: Machine, text: string): number {
  stdout.write(text);
  return EXIT.kept;
}

async function check(options: CheckOptions, machine: Machine): Promise<number> {
  const toStdout = Object.values(options.outputs).includes('-');
  const people = toStdout ? machine.stderr : machine.stdout;
  const ending = new AbortController();
  const seconds = options.timeoutMs / 1000;
  const cancelTimeout = machine.schedule(
    () => ending.abort(`The check was not finished after ${seconds} seconds (--timeout).`),
    options.timeoutMs,
  );
  const forgetInterrupt = machine.onInterrupt(() => ending.abort('The check was interrupted.'));
  const progress = progressOn(machine.stderr);
  const mask = createFirstMask(options);
  const plain = (text: string) => printable(mask.text(text));
  announce(options, people, machine, plain);
  const checking = runCheck(options, {
    send: machine.send,
    book: machine.book,
    signal: ending.signal,
    onMessage: progress.show,
    openListener: machine.openListener,
    schedule: machine.schedule,
    consent: {
      say(text) {
        progress.clear();
        people.write(`\n${plain(text)}\n`);
      },
      confirm: (question) => machine.confirm(plain(question), ending.signal),
    },
    async visit({ title, does }, url) {
      progress.clear();
      people.write(`\n${title}: ${does}\n`);
      const opened = !options.printUrl && (await machine.openBrowser(url));
      people.write(opened ? '  continues in your browser\n' : `sign in: ${printable(url)}\n`);
    },
    onNamed(addresses) {
      progress.clear();
      for (const { url, member, namedBy } of addresses) {
        people.write(
          `  asks ${plain(new URL(url).origin)}, named by ${printable(namedBy)} (${printable(member)})\n`,
        );
      }
    },
  });
  const result = await checking.finally(() => {
    cancelTimeout();
    // From now on, an interrupt ends the program, even if nothing reads the file that it writes.
    forgetInterrupt();
    progress.clear();
  });
  return hand(result, people, machine);
}

function announce(
  { serverUrl, origin }: CheckOptions,
  people: Output,
  { environment }: Machine,
  plain: (text: string) => string,
): void {
  const style = styleFor({ ...people, environment });
  const as = origin === undefined ? 'as a client outside a browser' : `as a page of ${origin}`;
  people.write(
    `${style.bold(plain(serverUrl))}, ${as}\n  asks ${plain(new URL(serverUrl).origin)}, named by you\n`,
  );
}

/** Writes the report in every format that the command line names. */
async function hand(result: CheckResult, people: Output, machine: Machine): Promise<number> {
  const report = reportDocument(result, machine.now());
  people.write(`\n${terminalReport(report, styleFor({ ...people, environment: machine.environment }))}`);
  let { exitCode } = report.ending;
  for (const format of FORMATS) {
    const to = result.options.outputs[format];
    if (to === undefined) continue;
    const text = reportAs(format, report, result);
    if (to === '-') machine.stdout.write(text);
    else {
      try {
        await machine.writeFile(to, text);
      } catch (error) {
        const { code }: { code?: unknown } = Object(error);
        machine.stderr.write(`${printable(to)} could not be written (${String(code)}).\n`);
        exitCode ||= EXIT.untested;
      }
    }
  }
  return exitCode;
}

/** Removes commands to a build server from the output, because a build server that logs the output would run them. */
function withoutCommands(output: Output): Output {
  return { ...output, write: (text) => output.write(withoutLogCommands(text)) };
}

/** On a terminal, shows the number of messages so far on one line, and overwrites this line. */
function progressOn({ isTTY, write }: Output): { show(messages: number): void; clear(): void } {
  let shown = false;
  return {
    show(messages) {
      if (!isTTY) return;
      shown = true;
      write(`\r\u001b[K  ${messages} ${messages === 1 ? 'message' : 'messages'}`);
    },
    clear() {
      if (shown) write('\r\u001b[K');
      shown = false;
    },
  };
}
