import { existsSync, readFileSync } from 'node:fs';
import { reportMistake, runCommand } from './command.ts';
import { thisMachine } from './machine.ts';

// The entry of the program: passes the machine to `command.ts`.
const machine = thisMachine(version());
// For example, the disk to which the output goes is full. No promise of the command sees such an error.
process.on('uncaughtException', (error) => process.exit(reportMistake(error, machine)));
process.exitCode = await runCommand(process.argv.slice(2), machine);

/** Reads the version from the manifest. In the npm package, it is beside this file; in a clone, it is the project's. */
function version(): string {
  const places = ['./package.json', '../../package.json'].map((path) => new URL(path, import.meta.url));
  const manifest = places.find((place) => existsSync(place));
  if (!manifest) return 'unknown';
  const { version: written }: { version?: unknown } = Object(JSON.parse(readFileSync(manifest, 'utf8')));
  return typeof written === 'string' ? written : 'unknown';
}
