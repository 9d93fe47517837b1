import { describe, expect, it } from 'vitest';
import { hasValidParameterHeaders, parameterHeaders } from './parameter-headers.ts';

const tool = {
  name: 'search',
  inputSchema: {
    type: 'object' as const,
    properties: {
      region: { type: 'string', 'x-mcp-header': 'Region' },
      limit: { type: 'integer', 'x-mcp-header': 'Limit' },
      dry: { type: 'boolean', 'x-mcp-header': 'Dry' },
      where: { type: 'object', properties: { city: { type: 'string', 'x-mcp-header': 'City' } } },
      secret: { type: 'string' },
    },
  },
};

describe('the parameter headers of a tool call (MCP 2026-07-28)', () => {
  it('repeat exactly the arguments that the schema marks, including nested ones', () => {
    const args = { region: 'eu', limit: 3, dry: false, where: { city: 'Oslo' }, secret: 's' };
    expect(parameterHeaders(tool, args)).toEqual({
      'Mcp-Param-Region': 'eu',
      'Mcp-Param-Limit': '3',
      'Mcp-Param-Dry': 'false',
      'Mcp-Param-City': 'Oslo',
    });
  });

  it('omit arguments that are absent, null or inherited', () => {
    expect(parameterHeaders(tool, { region: null })).toEqual({});
    const inherited = {
      ...tool,
      inputSchema: { type: 'object' as const, properties: { toString: { 'x-mcp-header': 'X' } } },
    };
    expect(parameterHeaders(inherited, {})).toEqual({});
  });

  it.each(['', ' padded ', 'Zürich', 'a\nb', '=?base64?eA==?='])('carry %j as base64 of UTF-8', (region) => {
    const { 'Mcp-Param-Region': value = '' } = parameterHeaders(tool, { region });
    const [, encoded = ''] = /^=\?base64\?(.*)\?=$/.exec(value) ?? [];
    expect(Buffer.from(encoded, 'base64').toString()).toBe(region);
  });

  it.each(['a b', 'a\tb', 'x=?base64?eA==?=', '=?base64?eA==?=x'])('carry %j as plain text', (region) => {
    expect(parameterHeaders(tool, { region })).toEqual({ 'Mcp-Param-Region': region });
  });

  it('carry a text that has more octets than the maximum number of arguments of a function', () => {
    const region = 'ü'.repeat(200_000);
    const { 'Mcp-Param-Region': value = '' } = parameterHeaders(tool, { region });
    expect(Buffer.from(value.slice('=?base64?'.length, -2), 'base64').toString() === region).toBe(true);
  });

  it('omit an argument that the schema does not list', () =>
    expect(parameterHeaders({ name: 'x', inputSchema: { type: 'object' } }, { a: 1 })).toEqual({}));

  it.each<[string, object, boolean]>([
    ['a property that is no schema', { properties: { a: null, b: 1 } }, true],
    ['a header for a boolean', { properties: { a: { type: 'boolean', 'x-mcp-header': 'A' } } }, true],
    ['a header for the whole tool', { type: 'string', 'x-mcp-header': 'A' }, false],
    ['a header that is null', { properties: { a: { type: 'string', 'x-mcp-header': null } } }, false],
    ...[
      ...['items', 'prefixItems', 'contains', 'additionalProperties', 'unevaluatedProperties'],
      ...['unevaluatedItems', 'propertyNames', 'oneOf', 'anyOf', 'allOf', 'not', 'if', 'then', 'else'],
    ].map((keyword): [string, object, boolean] => [
      `a header in ${keyword}`,
      { [keyword]: { properties: { a: { type: 'string', 'x-mcp-header': 'A' } } } },
      false,
    ]),
    ...['patternProperties', 'dependentSchemas', '$defs', 'definitions'].map(
      (keyword): [string, object, boolean] => [
        `a header in a schema of ${keyword}`,
        { [keyword]: { d: { type: 'string', 'x-mcp-header': 'A' } } },
        false,
      ],
    ),
  ])('may be declared only in properties, at any depth: %s', (_what, schema, valid) => {
    expect(hasValidParameterHeaders(schema)).toBe(valid);
  });
});
