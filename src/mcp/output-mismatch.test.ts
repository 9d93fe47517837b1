import type { Tool } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { outputMismatches } from './output-mismatch.ts';

const against = (outputSchema: object | undefined, content: unknown) => {
  return outputMismatches({ name: 'a-tool', inputSchema: { type: 'object' }, outputSchema } as Tool, content);
};
const WEATHER = {
  type: 'object',
  properties: {
    degrees: { type: 'number' },
    sky: { enum: ['clear', 'grey'] },
    hours: { type: 'array', items: { $ref: '#/$defs/Hour' } },
    wind: { anyOf: [{ type: 'null' }, { type: 'integer' }] },
  },
  required: ['degrees'],
  additionalProperties: false,
  $defs: { Hour: { type: 'object', required: ['at'] } },
};

describe('structured content against the output schema', () => {
  it.each([
    { degrees: 21 },
    { degrees: 21.5, sky: 'clear', hours: [{ at: 9 }], wind: null },
    { degrees: 0, wind: 3 },
  ])('matches: %j', (content) => expect(against(WEATHER, content)).toEqual([]));

  it.each<[unknown, string]>([
    [undefined, 'The tool has an output schema, and the result has no structured content.'],
    ['warm', ' should be object, and is string.'],
    [{}, '/degrees is missing.'],
    [{ degrees: '21' }, '/degrees should be number, and is string.'],
    [{ degrees: null }, '/degrees should be number, and is null.'],
    [{ degrees: 1, sky: 'green' }, '/sky is not one of the values that the schema lists.'],
    [{ degrees: 1, hours: [{ at: 9 }, {}] }, '/hours/1/at is missing.'],
    [{ degrees: 1, wind: 'much' }, '/wind should be null, and is string.'],
    [{ degrees: 1, rain: 2 }, '/rain must not be there.'],
  ])('does not match: %j', (content, mismatch) => expect(against(WEATHER, content)).toEqual([mismatch]));

  it('does not match if the schema has a broken reference, and the mismatch names the reference', () => {
    for (const $ref of ['#/$defs/Gone', 'https://evil.example/schema', '#/toString'])
      expect(against({ $ref }, {})).toEqual([`The schema refers to ${$ref}, which it does not have.`]);
  });

  it.each([
    [{ const: 1 }, 1, []],
    [{ const: 1 }, 2, [' is not one of the values that the schema lists.']],
    [{ allOf: [{}, { type: 'null' }] }, 2, [' should be null, and is number.']],
    [{ oneOf: [{ type: 'null' }, { type: 'string' }] }, 2, [' should be null, and is number.']],
    [{ oneOf: [] }, 2, []],
    [{ type: ['null', 'string'] }, 2, [' should be null or string, and is number.']],
    [{ required: [7] }, {}, []],
    [
      { required: ['a', 'b', 'c', 'd', 'e', 'f'] },
      {},
      ['a', 'b', 'c', 'd', 'e'].map((name) => `/${name} is missing.`),
    ],
  ])('reports at most five mismatches: schema %j, content %j', (schema, content, mismatches) => {
    expect(against(schema, content)).toEqual(mismatches);
  });

  it('is not checked if the tool has no schema', () => {
    expect(against(undefined, { anything: 1 })).toEqual([]);
    expect(against(undefined, undefined)).toEqual([]);
  });

  it.each<[string, () => [object, unknown]]>([
    ['that refers to itself', () => [{ $ref: '#' }, {}]],
    [
      'that is nested ten thousand deep',
      () => {
        let [schema, content]: [object, unknown] = [{}, 1];
        for (let depth = 0; depth < 10_000; depth += 1)
          [schema, content] = [{ properties: { a: schema } }, { a: content }];
        return [schema, content];
      },
    ],
    [
      'whose choices multiply',
      () => [{ anyOf: [{ $ref: '#' }, { $ref: '#' }, { $ref: '#' }], type: 'string' }, 'x'],
    ],
    [
      'whose references double forty times',
      () => {
        const twice = (name: string) => ({
          allOf: [{ $ref: `#/$defs/${name}` }, { $ref: `#/$defs/${name}` }],
        });
        const levels = Array.from({ length: 40 }, (_, level) => [`d${level + 1}`, twice(`d${level}`)]);
        return [{ ...twice('d40'), $defs: { d0: {}, ...Object.fromEntries(levels) } }, 'x'];
      },
    ],
    [
      'that lists long values, for a longer one',
      () => [{ enum: Array(20_000).fill('y'.repeat(1_000)) }, 'x'.repeat(1_000_000)],
    ],
    [
      'that follows many references before each item of a long list',
      () => {
        const defs = Array.from({ length: 400 }, (_, at) => [
          `d${at}`,
          { allOf: [{ $ref: `#/$defs/d${at + 1}` }] },
        ]);
        return [
          { $ref: '#/$defs/d0', $defs: { ...Object.fromEntries(defs), d400: {} } },
          Array(1_000_000).fill(1),
        ];
      },
    ],
    [
      'that requires one name many times, for each item of a list',
      () => [{ items: { required: Array(500_000).fill('a') } }, Array(5_000).fill({ a: 1 })],
    ],
    [
      'that names many types, for each item of a list',
      () => [{ items: { type: [...Array(500_000).fill('string'), 'number'] } }, Array(5_000).fill(1)],
    ],
    [
      'with a reference as long as a message, for each item of a list',
      () => {
        const name = 'a'.repeat(1_000_000);
        return [{ items: { $ref: `#/${name}` }, [name]: {} }, Array(9_000).fill(1)];
      },
    ],
    ['with a pattern that takes forever', () => [{ pattern: '^(a+)+$' }, `${'a'.repeat(60)}!`]],
  ])('is checked within a second with a schema %s', (_what, make) => {
    const started = process.cpuUsage();
    const [schema, content] = make();
    expect(against(schema, content)).toEqual([]);
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(1_000);
  });
});
