import { describe, expect, it } from 'vitest';
import { initialsOf, isPictureAllowed, isPictureSmall } from './initials.ts';

describe('a person in the header', () => {
  it.each([
    ['Ada Lovelace', 'AL'],
    ['Ada  King de Lovelace ', 'AL'],
    ['person-1', 'P'],
    ['😀 émile', '😀É'],
    ['', ''],
  ])('has the initials of the first and the last word of the name: %j', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });

  it('has a picture only from an origin that the build lists', () => {
    const origins = ['https://pictures.example'];
    expect(isPictureAllowed('https://pictures.example/ada.png', origins)).toBe(true);
    expect(isPictureAllowed('https://pictures.example.evil.example/ada.png', origins)).toBe(false);
    expect(isPictureAllowed('javascript:alert(1)', origins)).toBe(false);
    expect(isPictureAllowed('ada.png', origins)).toBe(false);
    expect(isPictureAllowed(undefined, origins)).toBe(false);
  });

  it('has a picture of at most 25,000,000 pixels', () => {
    expect(isPictureSmall({ naturalWidth: 5_000, naturalHeight: 5_000 })).toBe(true);
    expect(isPictureSmall({ naturalWidth: 5_001, naturalHeight: 5_000 })).toBe(false);
  });
});
