import { expect } from 'vitest';
import type { Evidence } from '../engine/evidence.ts';
import type { ExaminationOptions } from '../engine/examine.ts';
import { type Finding, findingsOf as judge } from '../engine/findings.ts';
import type { ProbeEvidence, ProbeId, StepSeen } from '../engine/probes/probe.ts';
import type { Verdict } from '../engine/rules/rule.ts';
import { verdictOf } from '../engine/verdict.ts';
import { createTestBrowser, type TestServers } from './browser.ts';

/** The evidence of the requests without a sign-in. */
export const examined = (servers?: TestServers): Promise<Evidence> => createTestBrowser(servers).examine();

/** The evidence after every probe. */
export async function probed(servers?: TestServers): Promise<Evidence> {
  const browser = createTestBrowser(servers);
  return browser.probeAll(await browser.examine());
}

/** Runs every probe at the servers. @returns the rules that the servers break. */
export const brokenRules = async (servers: TestServers): Promise<string[]> =>
  reportOn(await probed(servers)).broken;

/** The evidence, the findings and the verdict of a report without a sign-in. */
export async function examineServers(servers: TestServers, options?: Partial<ExaminationOptions>) {
  const browser = createTestBrowser(servers);
  const evidence = await browser.examine(options);
  return { evidence, asked: browser.asked, log: browser.log, ...reportOn(evidence) };
}

/** Requires that no text of a verdict is empty, lacks a value, or has an exclamation mark. */
export function checkTexts(verdict: Verdict): void {
  const texts =
    verdict.result === 'fail'
      ? [verdict.saw, verdict.fix.say]
      : verdict.result === 'pass'
        ? [verdict.note ?? 'None.']
        : [verdict.reason, verdict.personSaw ?? 'None.'];
  if (verdict.result === 'fail' && verdict.fix.code === '') throw new Error(`No code: ${verdict.fix.say}`);
  for (const text of texts) {
    if (correct.has(text)) continue;
    if (!SENTENCES.test(text.replace(/“[^”]+”/g, '“…”'))) throw new Error(`No sentence: ${text}`);
    correct.add(text);
  }
}
/** The sweep checks the same texts thousands of times, so this set remembers the checked texts. */
const correct = new Set<string>();
const SENTENCES = /^(?!.*(?:undefined|NaN|\[object|“”|!| [ .,]))\S.*\S$/su;

/** Requires that a finding names the messages that show it, unless it is about the address or about a missing message. */
function checkMessages({ id, shownBy, ...finding }: Finding): void {
  const isWithout =
    finding.result === 'not testable' ? NO_MESSAGE.test(finding.reason) : ABOUT_ADDRESSES.includes(id);
  if (!isWithout && !shownBy.length) throw new Error(`No message shows ${id}.`);
}
const ABOUT_ADDRESSES = ['secure-address', 'local-network', 'missing-is-readable', 'others-usable'];
const NO_MESSAGE =
  /^(No |None |There (is|was) no |It (has no|got no|accepted no|does not announce) |The probe |Its responses do not state |A simpler call got no |The response (to a call with a token )?could not be read|The \w+ server lists |You did not confirm )|Nothing was sent there\.$/;

/** The findings, after a check of their texts and messages. */
export function findingsOf(evidence: Evidence): Finding[] {
  const findings = judge(evidence);
  findings.forEach(checkTexts);
  findings.forEach(checkMessages);
  return findings;
}

/** The result of a rule, and the texts that the report shows beside it. */
export function wordsOf(finding: Finding): string {
  if (finding.result === 'pass') return finding.note === undefined ? 'kept' : `kept: ${finding.note}`;
  if (finding.result === 'fail') {
    return [`broken: ${finding.saw}`, finding.fix.say, finding.fix.code ?? []].flat().join(' → ');
  }
  const { awaits, reason, personSaw = [] } = finding;
  return [`open${awaits ? `, awaits ${awaits}` : ''}: ${reason}`, personSaw].flat().join(' → ');
}

export function reportOn(evidence: Evidence) {
  const findings = findingsOf(evidence);
  const verdict = verdictOf(evidence, findings);
  checkTexts({ result: 'pass', note: verdict.text, shownBy: [] });
  const finding = (id: string) => findings.find((each) => each.id === id);
  /** The finding of a rule; `undefined` if its result is not `result`. */
  const verdictWith = <R extends Finding['result']>(result: R, id: string) =>
    findings.find(
      (each): each is Extract<Finding, { result: R }> => each.id === id && each.result === result,
    );
  return {
    findings,
    broken: findings.filter(({ result }) => result === 'fail').map(({ id }) => id),
    finding,
    saw: (id: string) => verdictWith('fail', id)?.saw,
    advice: (id: string) => verdictWith('fail', id)?.fix.say,
    fixCode: (id: string) => verdictWith('fail', id)?.fix.code,
    note: (id: string) => verdictWith('pass', id)?.note,
    reason: (id: string) => verdictWith('not testable', id)?.reason,
    verdict,
  };
}

/** A copy of the evidence in which `change` has replaced the steps of a probe. */
export function withSteps(
  { probes, ...evidence }: Evidence,
  id: ProbeId,
  change: (steps: ProbeEvidence['steps']) => ProbeEvidence['steps'],
): Evidence {
  const probe = probes[id];
  if (!probe) throw new Error('The probe did not run.');
  return { ...evidence, probes: { ...probes, [id]: { ...probe, steps: change(probe.steps) } } };
}

/** The results of some rules, in the order of the report. */
export const resultsOf = (evidence: Evidence, ids: readonly string[]): string[] =>
  findingsOf(evidence).flatMap(({ id, result }) => (ids.includes(id) ? [`${id}: ${result}`] : []));

export const notTestable = (ids: readonly string[]): string[] => ids.map((id) => `${id}: not testable`);

/** The evidence if the authorization request of a probe gets an error as its response. */
export const answered = ({ probes, ...evidence }: Evidence, id: ProbeId, error: string): Evidence => ({
  ...evidence,
  probes: {
    ...probes,
    [id]: { status: 'answered', response: { exchangeId: 1, code: false, refused: true, error }, steps: {} },
  },
});

const REFUSED = { status: 400, error: 'invalid_grant' };
export const refused = ({ token: _, ...step }: StepSeen): StepSeen => ({ ...step, ...REFUSED });

/** Expects these results of rules, such as `sign-in-works: pass`. */
export function expectResults(evidence: Evidence, ...results: string[]): void {
  const ids = results.map((result) => result.split(':')[0] ?? '');
  expect(resultsOf(evidence, ids).sort()).toEqual(results.sort());
}
