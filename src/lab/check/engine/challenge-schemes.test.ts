import { expect, it } from 'vitest';
import { challengeSchemes } from './challenge-schemes.ts';

it.each([
  ['', []],
  ['Bearer', ['bearer']],
  ['Bearer a="b, Basic", DPoP c=1, d = 2, Negotiate', ['bearer', 'dpop', 'negotiate']],
  ['Bearer, "x" DPoP', ['bearer']],
  [String.raw`Bearer x="\", DPoP, \""`, ['bearer']],
  [String.raw`Bearer x="\ , DPoP"`, ['bearer']],
])('the schemes of the challenge %j are those outside parameters and quoted text: %j', (header, schemes) => {
  expect(challengeSchemes(header)).toEqual(schemes);
});
