import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMachine } from '../machine.ts';
import { excerpt } from '../source/excerpt.ts';
import { playAttack } from './attack.ts';
import { attacks } from './index.ts';

const source = join(import.meta.dirname, '../..');
const machineFor = () => createMachine({ origin: 'https://lab.example', paceMs: 0 });

/** What stops each attack when every defence is as it comes. */
const STOPPED_BY: Record<string, string> = {
  'code-interception': 'missing code_verifier',
  'code-injection': 'code_verifier does not match',
  'pkce-downgrade': 'missing code_challenge',
  'plain-challenge': 'code_verifier does not match',
  'replayed-code': 'code used before',
  'csrf-sign-in': 'This sign-in was not started in this tab',
  'mix-up': 'The answer came from the wrong server',
  'redirect-prefix': 'unregistered redirect_uri',
  'open-redirect': 'The client went to / instead.',
  'refresh-replay': 'refresh token used before',
  'counterfeit-audience': 'unknown resource',
  'weak-verifier': 'code_verifier does not match',
};

describe.each(attacks)('$title', (attack) => {
  it('does its harm where its defence is missing, and the log shows it', async () => {
    const outcome = await playAttack(attack, machineFor(), false);
    expect(outcome).toMatchObject({ succeeded: true });
  });

  it('fails against the defaults, stopped by what the list says', async () => {
    const outcome = await playAttack(attack, machineFor(), true);
    expect(outcome).toMatchObject({ succeeded: false });
    expect(!outcome.succeeded && outcome.reason).toContain(STOPPED_BY[attack.slug]);
  });

  it('names a function that says no, as it stands in the source', () => {
    const { file, name } = attack.refusal;
    expect(excerpt(readFileSync(join(source, file), 'utf8'), name)).toContain(name);
  });
});
