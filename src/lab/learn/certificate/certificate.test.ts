import { describe, expect, it } from 'vitest';
import { tokenRequest } from '../../machine/run/token-request.ts';
import { testExchange } from '../../machine/testing/exchange.ts';
import { testRun } from '../../machine/testing/run.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';
import { conditionsOf, questionOf, writePrediction } from '../chapters/prediction.ts';
import { PREDICTION } from '../chapters/working/prediction.ts';
import { createProgress } from '../progress.ts';
import { keepable } from '../progress-keeping.ts';
import { checkCertificate } from './check-certificate.ts';
import { checkLog } from './check-log.ts';
import { EvidenceFileError, exportedEvidence, importEvidence, readEvidenceFile } from './evidence-file.ts';

async function signedIn(): Promise<readonly Exchange[]> {
  const { run, log } = testRun();
  const callbackUrl = await run.authorize();
  await run.send(tokenRequest(run, callbackUrl, { code_verifier: 'v'.repeat(43) }), 'attacker');
  await run.openCallback(callbackUrl);
  await run.callTool('whoami');
  return log.getSnapshot();
}

/** The log with the first occurrence of a text replaced. */
const forged = (log: readonly Exchange[], from: string | RegExp, to: string): readonly Exchange[] =>
  JSON.parse(JSON.stringify(log).replace(from, to));

const RIGHT_PREDICTION = {
  question: questionOf(PREDICTION, 1),
  choice: writePrediction(conditionsOf(PREDICTION, 1).map(({ outcome }) => outcome)),
  afterMessage: 0,
};

const failing = async (log: readonly Exchange[]) =>
  (await checkLog(log)).filter(({ result }) => result === 'fails').map(({ rule }) => rule);

const GRANT = 'grant_type=authorization_code';
const TO_SERVER = { to: 'authorization server' } as const;
const TO_CLIENT = { from: 'browser', to: 'client', channel: 'front' } as const;
/** A log that alternates callbacks and token requests, each with a code of its own. */
const strangeLog = (length: number): readonly Exchange[] =>
  Array.from({ length }, (_, index) =>
    testExchange(
      { method: 'GET', url: `https://as.example/?${GRANT}&code=c${index}&state=s${index}` },
      { status: 303, headers: { location: `/callback?code=z${index}` } },
      { id: index + 1, ...(index % 2 ? TO_SERVER : TO_CLIENT) },
    ),
  );

/** The least processor time of three checks, in microseconds. Other processes do not change a processor time. */
async function costOf(messages: number): Promise<number> {
  const log = strangeLog(messages);
  const costs: number[] = [];
  for (let check = 0; check < 3; check += 1) {
    const before = process.cpuUsage();
    await checkLog(log);
    const { user, system } = process.cpuUsage(before);
    costs.push(user + system);
  }
  return Math.min(...costs);
}

describe('a log that is imported', () => {
  it('is valid if each hash, order, state and verdict agrees with the other messages', async () => {
    const checks = await checkLog(await signedIn());
    expect(checks.filter(({ result }) => result !== 'holds')).toEqual([]);
    expect(new Set(checks.map(({ rule }) => rule))).toEqual(new Set(['hash', 'order', 'state', 'verdict']));
    expect(checks.filter(({ rule }) => rule === 'hash')).toHaveLength(2);
  });

  it('is invalid if a verifier was changed, because the hash of that verifier differs', async () => {
    const other = `code_verifier=${'w'.repeat(43)}`;
    const log = forged(await signedIn(), /code_verifier=(?!v{43})[\w-]{43}/, other);
    expect(await failing(log)).toEqual(['hash']);
  });

  it('is invalid if a refusal was changed into another refusal', async () => {
    const softened = forged(await signedIn(), 'code_verifier does not match', 'missing code_verifier');
    expect(await failing(softened)).toEqual(['verdict']);
  });

  it('is invalid if the message that issued the code was removed', async () => {
    const log = (await signedIn()).filter(({ outcome }) =>
      outcome.kind === 'answered' ? !outcome.response.headers.location : true,
    );
    expect(await failing(log)).toContain('order');
  });

  it('with 16 times as many messages, is checked in less than 64 times the processor time', async () => {
    const [costOfFew, costOfMany] = [await costOf(100), await costOf(1_600)];
    expect(costOfMany / costOfFew).toBeLessThan(64);
  });

  it('has no verifiers to check against hashes if the values are masked', async () => {
    const { log } = keepable({ log: await signedIn(), decisions: [] }, 'https://another.example');
    const hashes = (await checkLog(log)).filter(({ rule }) => rule === 'hash');
    expect(hashes.length).toBeGreaterThan(0);
    expect(hashes.every(({ result }) => result === 'cannot be checked')).toBe(true);
  });
});

describe('evidence', () => {
  const storage = () => {
    const records = new Map<string, string>();
    return {
      getItem: (key: string) => records.get(key) ?? null,
      setItem: (key: string, value: string) => void records.set(key, value),
      removeItem: (key: string) => void records.delete(key),
    };
  };

  it('is read unchanged after an export, and its messages are checked again', async () => {
    const progress = createProgress(storage(), () => 1_000);
    progress.markProven('working', { log: await signedIn(), decisions: [RIGHT_PREDICTION] });
    const chapters = importEvidence(exportedEvidence(progress, 2_000));
    expect(chapters).toEqual([{ slug: 'working', atMs: 1_000, ...progress.evidenceOf('working') }]);
    const [found] = await checkCertificate(chapters);
    expect(found?.criteria.some(({ met }) => met)).toBe(true);
    expect(found?.checks.length).toBeGreaterThan(0);
  });

  it('is invalid for a chapter without messages, or for an unknown chapter', async () => {
    const found = await checkCertificate([
      { slug: 'working', atMs: 0, log: [], decisions: [] },
      { slug: 'no-such-chapter', atMs: 0, log: [], decisions: [] },
    ]);
    expect(found.map(({ holds }) => holds)).toEqual([false, false]);
  });

  it('masks the verifiers in messages to servers outside the tab, and changes no message of the lab’s own run', async () => {
    const log = await signedIn();
    expect(keepable({ log, decisions: [] }, 'https://lab.example').log).toEqual(log);
    const elsewhere = JSON.stringify(keepable({ log, decisions: [] }, 'https://another.example').log);
    const [, verifier = 'none'] = /code_verifier=(?!v{43})([\w-]{43})/.exec(JSON.stringify(log)) ?? [];
    expect(verifier).toHaveLength(43);
    expect(elsewhere).not.toContain(`code_verifier=${verifier}`);
  });

  it.each([
    ['', 'not JSON'],
    ['[]', 'format'],
    ['{"format":"PKCE Lab evidence","version":2,"chapters":[]}', 'version 2'],
    ['{"format":{"toString":1},"version":1}', 'format that is not text, version 1'],
    ['{"format":"PKCE Lab evidence","version":1}', 'not a list'],
    ['{"format":"PKCE Lab evidence","version":1,"chapters":[{}]}', 'names no chapter'],
    ['{"format":"PKCE Lab evidence","version":1,"chapters":[{"slug":"working"}]}', 'no time'],
    [
      '{"format":"PKCE Lab evidence","version":1,"chapters":[{"slug":"working","provenAt":"2026-11-26","log":[{}],"decisions":[]}]}',
      'does not have the shape',
    ],
  ])('is refused, with a reason, if the text of the file is "%s"', (text, reason) => {
    expect(() => importEvidence(text)).toThrow(EvidenceFileError);
    expect(() => importEvidence(text)).toThrow(reason);
  });

  it('is refused if the value of format nests too deep to be quoted', () => {
    const text = `{"format":${'['.repeat(20_000)}${']'.repeat(20_000)},"version":1}`;
    expect(() => importEvidence(text)).toThrow(EvidenceFileError);
  });

  it('is not read from a file that is too long, or that the browser cannot read', async () => {
    const never = { size: 60_000_001, text: () => Promise.reject(new Error('read')) };
    await expect(readEvidenceFile(never)).rejects.toThrow('This file has 60000001 octets.');
    const gone = { size: 1, text: () => Promise.reject(new DOMException('gone', 'NotFoundError')) };
    await expect(readEvidenceFile(gone)).rejects.toThrow(EvidenceFileError);
    await expect(readEvidenceFile(new Blob(['[]']))).rejects.toThrow('format');
  });

  it('is refused if a chapter has more messages than a log holds', () => {
    const chapter = { slug: 'working', provenAt: '2026-11-26', log: strangeLog(5_001), decisions: [] };
    const text = JSON.stringify({ format: 'PKCE Lab evidence', version: 1, chapters: [chapter] });
    const reason = 'Chapter working has 5001 messages. The most that can be opened is 5000.';
    expect(() => importEvidence(text)).toThrow(new EvidenceFileError(reason));
  });
});
