import { expect, it } from 'vitest';
import { challengeSchemes } from './challenge-schemes.ts';

it.each([
  ['', []],
  ['Bearer', ['bearer']],
  ['Bearer a="b, Basic", DPoP c=1, d = 2, Negotiate', ['bearer', 'dpop', 'negotiate']],
  ['Bearer, "x" DPoP', ['bearer']],
  [String.raw`Bearer x="\", DPoP, \""`, ['bearer']],
  [String.raw`Bearer x="\ , DPoP"`, ['bearer']],
  ['Bearer x="DPoP, Basic', ['bearer']],
])('the schemes of the challenge %j are those outside parameters and quoted text: %j', (header, schemes) => {
  expect(challengeSchemes(header)).toEqual(schemes);
});

it('the schemes are found in linear time, also before 400,000 escaped quotation marks', () =>
  expect(challengeSchemes(`Bearer x="${String.raw`\"`.repeat(400_000)}\\`)).toEqual(['bearer']));
