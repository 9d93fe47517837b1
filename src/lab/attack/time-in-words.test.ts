import { expect, it } from 'vitest';
import { inWords } from './time-in-words.ts';

it.each([
  [0.04, '0 seconds'],
  [1.26, '1.3 seconds'],
  [90, '90 seconds'],
  [120, '2 minutes'],
  [7200, '2 hours'],
  [86_400 * 3, '3 days'],
  [31_556_952 * 1234, '1,234 years'],
  [31_556_952 * 1e12, '10¹² years'],
])('a time in words %s s is %s', (seconds, words) => expect(inWords(seconds)).toBe(words));
