import type { Tool } from '@modelcontextprotocol/client';
import { membersIn } from './json-schema/verdict.ts';

/**
 * The `Mcp-Param-*` headers of a tool call. They repeat the arguments that the tool's schema marks with `x-mcp-header`,
 * so that proxies between client and server can route by them (MCP 2026-07-28, transports). In browsers, the SDK omits
 * these headers, because the server's CORS headers must allow each of them. A server that marks an argument thereby
 * asks for the header of this argument.
 */
export function parameterHeaders(tool: Tool, args: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(marked(tool.inputSchema, args));
}

function marked(schema: unknown, values: unknown): [string, string][] {
  return Object.entries(membersIn(Object(schema).properties)).flatMap(
    ([name, property]): [string, string][] => {
      const value: unknown = Object.hasOwn(Object(values), name)
        ? Reflect.get(Object(values), name)
        : undefined;
      const header: unknown = Object(property)[HEADER];
      if (typeof header !== 'string') return marked(property, value);
      if (!['string', 'number', 'boolean'].includes(typeof value)) return [];
      return [[`Mcp-Param-${header}`, headerValue(String(value))]];
    },
  );
}

/** Text that no header can carry, or that looks encoded, is sent as base64 of its UTF-8 octets. */
function headerValue(text: string): string {
  const plain = /^[\t\x20-\x7e]+$/.test(text) && text === text.trim() && !/^=\?base64\?.*\?=$/.test(text);
  if (plain) return text;
  // Converts each octet separately, because the number of arguments of a function is limited.
  const octets = Array.from(new TextEncoder().encode(text), (octet) => String.fromCharCode(octet));
  return `=?base64?${btoa(octets.join(''))}?=`;
}

const HEADER = 'x-mcp-header';
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;
const TYPES: readonly unknown[] = ['string', 'integer', 'boolean'];
/** Keywords of JSON Schema whose value maps names to schemas, and those whose value is one or more schemas. */
const NAMED = ['patternProperties', 'dependentSchemas', '$defs', 'definitions'];
const NESTED = [
  ...[
    'items',
    'prefixItems',
    'contains',
    'additionalProperties',
    'unevaluatedProperties',
    'unevaluatedItems',
  ],
  ...['propertyNames', 'oneOf', 'anyOf', 'allOf', 'not', 'if', 'then', 'else'],
];

/**
 * Whether the header names in a tool's schema keep the rules: each is an HTTP token, is used once, and marks a text, an
 * integer or a boolean that is reached only by `properties`. A client must ignore a tool that breaks these rules (MCP
 * 2026-07-28, transports).
 */
export function hasValidParameterHeaders(inputSchema: unknown): boolean {
  const used = new Set<string>();
  function isValid(schema: unknown, reachable: boolean, isRoot = false): boolean {
    if (typeof schema !== 'object' || schema === null) return true;
    const members = new Map<string, unknown>(Object.entries(schema));
    const header = members.get(HEADER);
    if (members.has(HEADER)) {
      const permitted = reachable && !isRoot && TYPES.includes(members.get('type'));
      if (!permitted || typeof header !== 'string' || !TOKEN.test(header)) return false;
      if (used.has(header.toLowerCase())) return false;
      used.add(header.toLowerCase());
    }
    const elsewhere = [
      ...NAMED.flatMap((keyword) => Object.values(membersIn(members.get(keyword)))),
      ...NESTED.flatMap((keyword) => members.get(keyword)),
    ];
    return (
      Object.values(membersIn(members.get('properties'))).every((property) => isValid(property, reachable)) &&
      elsewhere.every((nested) => isValid(nested, false))
    );
  }
  return isValid(inputSchema, true, true);
}
