import { describe, expect, it } from 'vitest';
import { diagramLines } from '../../../machine/panes/diagram-lines.ts';
import { verdictOn } from '../../chapters/verdict.ts';
import { machineFor } from '../../testing/met-by.ts';
import { otherPatterns, SHOWN } from './chapter.ts';
import { askInTheAddress, BACKEND, IN_MEMORY, LOCAL_STORAGE, type Pattern, readStorage } from './patterns.ts';

const ORIGIN = 'https://lab.example';

async function afterReading(pattern: Pattern): Promise<string[]> {
  const { machine, met } = machineFor(otherPatterns);
  const page = await pattern.open(machine, ORIGIN);
  expect(met()).toEqual([]);
  await readStorage(page);
  return met();
}

async function afterCalling(pattern: Pattern): Promise<string[]> {
  const { machine, met } = machineFor(otherPatterns);
  await (await pattern.open(machine, ORIGIN)).call();
  return met();
}

describe('a script that reads the storage', () => {
  it('has the access token from localStorage', async () =>
    expect(await afterReading(LOCAL_STORAGE)).toEqual([SHOWN.localStorage]));

  it('has the refresh token of this app, and no access token', async () =>
    expect(await afterReading(IN_MEMORY)).toEqual([SHOWN.sessionStorage]));

  it('finds no token at a page with a backend', async () =>
    expect(await afterReading(BACKEND)).toEqual([SHOWN.nothing]));
});

describe('a script that calls from the page', () => {
  it('calls with the token of the page', async () =>
    expect(await afterCalling(IN_MEMORY)).toEqual([SHOWN.inMemory]));

  it('calls through the backend, and the diagram shows the backend’s call between the request and the response of the page', async () => {
    expect(await afterCalling(BACKEND)).toEqual([SHOWN.throughBackend]);
    const { machine } = machineFor(otherPatterns);
    await (await BACKEND.open(machine, ORIGIN)).call();
    const lines = diagramLines(machine.log.getSnapshot()).flatMap((line) =>
      line.kind === 'message' ? `${line.from}: ${line.label}` : [],
    );
    expect(lines[lines.indexOf('browser: POST /backend/call') + 1]).toBe('client: server/discover, bearer');
    expect(lines.at(-1)).toBe('client: 200');
  });

  it('sends no token, but a cookie that is in no storage of the page', async () => {
    const { machine } = machineFor(otherPatterns);
    const page = await BACKEND.open(machine, ORIGIN);
    await page.call();
    const asked = machine.log.getSnapshot().find(({ request }) => request.url.endsWith('/backend/call'));
    expect(asked?.request.headers.cookie).toMatch(/^__Host-session=/);
    expect(asked?.request.headers.authorization).toBeUndefined();
    expect(page.stored()).toEqual([]);
  });
});

it('an authorization request for a token in the address is refused for its response type', async () => {
  const { machine, met } = machineFor(otherPatterns);
  await askInTheAddress(machine);
  expect(met()).toEqual([SHOWN.implicit]);
  expect(verdictOn(machine.log.getSnapshot())?.title).toBe(
    '303 unsupported_response_type. The authorization server refused the message: unsupported response_type',
  );
});

it('a sign-in with the attacker’s own credentials does not prove what a script can take', async () => {
  const { machine, met } = machineFor(otherPatterns);
  const { run } = await IN_MEMORY.open(machine, ORIGIN);
  await run.attacker().signIn();
  expect(met()).toEqual([]);
});
