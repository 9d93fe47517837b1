import { describe, expect, it } from 'vitest';
import { validate } from './validate.ts';

const messages = (schema: unknown, value: unknown) =>
  validate(schema, value).problems.map(({ path, message, quoted = '' }) => `${path}: ${message}${quoted}`);

describe('a format', () => {
  it.each([
    [
      'email',
      ['ada@example.org', 'a.b+c@sub.example.org', 'ü@example.org', 'ada@example2.org'],
      ['a b@example.org', ...'ada @example.org ada@ ada@-a.org ada@a..b ada@!a.org ada@a!.org'.split(' ')],
    ],
    [
      'uri',
      ['https://example.org/a?b#c', 'urn:isbn:1', 'mailto:ada@example.org', 'https://é.org/ä', 'h2:a'],
      ['example.org', '/a:b', 'https://a b', 'https://a/%zz', 'https://a/%2'],
    ],
    [
      'date',
      ['2024-02-29', '2000-02-29', '2026-12-31', '2026-01-01'],
      '2026-02-29 1900-02-29 2026-13-01 2026-00-10 2026-01-00 26-01-01 x2026-01-01 2026-01-010'.split(' '),
    ],
    [
      'time',
      ['12:30:00Z', '12:30:00', '23:59:60+01:00'],
      '12:30 x12:30:00Z 24:00:00Z 12:60:00Z 12:30:61Z 12:30:00+1 12:30:00+24:00 12:30:00+01:60'.split(' '),
    ],
    [
      'date-time',
      ['2026-07-28T12:30:00Z', '2026-07-28t12:30:00.123-05:30'],
      '2026-07-28 2026-07-28T12:30 2026-07-28x12:30:00Z 2026-07-28T12:30:00 2026-07-32T12:30:00Z'.split(' '),
    ],
    [
      'uuid',
      ['123e4567-e89b-12d3-a456-426614174000'],
      [
        '123e4567e89b12d3a456426614174000',
        'x123e4567-e89b-12d3-a456-426614174000',
        '123e4567-e89b-12d3-a456-4266141740000',
      ],
    ],
    ['ipv4', ['192.0.2.1'], ['192.0.2', '192.0.2.256', '01.0.0.0']],
    [
      'hostname',
      [
        'example.org',
        'example.org.',
        'localhost',
        `${'a'.repeat(63)}.org`,
        `${'a'.repeat(62).concat('.').repeat(4)}b`,
      ],
      ['-a.org', 'a-.org', 'a_b', '', `${'a'.repeat(64)}.org`, `${'a'.repeat(62).concat('.').repeat(4)}bb`],
    ],
  ])('is checked: %s', (format, good, bad) => {
    for (const text of good) expect(messages({ format }, text)).toEqual([]);
    for (const text of bad) expect(messages({ format }, text), text).toHaveLength(1);
  });

  it('is left to the server if this page does not know the format', () =>
    expect(messages({ format: 'x-colour' }, 'mauve')).toEqual([]));
});
