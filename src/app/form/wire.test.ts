import type { Client } from '@modelcontextprotocol/client';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { connectMcpClient } from '../../mcp/client.ts';
import { createElicitations } from '../../mcp/elicitations.ts';
import { exactNumber } from '../../mcp/exact-numbers.ts';
import { responseContent, responseProblem } from '../elicitation-response.ts';
import { readArguments } from './form-arguments.ts';
import { formFields } from './form-fields.ts';
import { filledIn } from './test-form.ts';

const SERVER = 'https://mcp.example/mcp';
const bodies: string[] = [];
const questions = createElicitations();

/** Responds like a server of MCP 2026-07-28. For the tool `ask`, it sends an elicitation first. */
async function fetch(_url: string | URL, init?: RequestInit): Promise<Response> {
  const body = await new Request(SERVER, init).text();
  bodies.push(body);
  const { id, method, params } = JSON.parse(body || '{}');
  const discovered = {
    supportedVersions: ['2026-07-28'],
    capabilities: { tools: {} },
    serverInfo: { name: 'test', version: '1' },
    ttlMs: 0,
    cacheScope: 'private',
  };
  if (method === 'server/discover') return reply(id, { resultType: 'complete', ...discovered });
  if (params?.name !== 'ask' || params.inputResponses)
    return reply(id, { resultType: 'complete', content: [] });
  const asked = { mode: 'form', message: 'Which?', requestedSchema: params.arguments };
  return reply(id, {
    resultType: 'input_required',
    inputRequests: { it: { method: 'elicitation/create', params: asked } },
  });
}

const reply = (id: unknown, result: object) => Response.json({ jsonrpc: '2.0', id, result });

let client: Client;
beforeAll(async () => {
  client = await connectMcpClient(undefined, SERVER, fetch, questions);
});

/** Parses a message like a server that keeps all digits of numbers. */
function parsedByServer(body: string | undefined): { params: Record<string, unknown> } {
  const keepDigits = (...[, value, context]: [string, unknown, { source?: string }?]) =>
    typeof value === 'number' ? { digits: context?.source } : value;
  return JSON.parse(body ?? '', keepDigits);
}

/** A schema, the value that the user wants to send, and the value that the server has to receive. */
interface Case {
  schema: object;
  value: unknown;
  received: unknown;
}

const plain = (schema: object, values: fc.Arbitrary<unknown>): fc.Arbitrary<Case> =>
  values.map((value) => ({ schema, value, received: value }));
const numberOf = (schema: object, literals: fc.Arbitrary<string>): fc.Arbitrary<Case> =>
  literals.map((digits) => ({ schema, value: exactNumber(digits), received: { digits } }));
const integers = fc.oneof(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), fc.bigInt(-9n, 9n)).map(String);
const numbers = fc.oneof(
  integers,
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
);
/** Every text that a text area can contain. */
const texts = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('a', '\n', ' ', '"', '\\', '\u2028', '\u0000', '😀', '\ud800', '-- '),
    }),
  )
  .map((text) => text.replaceAll('\r', ''));

/**
 * Names that need no escapes in JSON. In about one process of fifty, V8 (Node 24.21) reads `{"\\n":1}` as `{"\\\\":1}`,
 * so a server in this process could not distinguish such names. Names with escapes have a test that reads the text.
 */
const names = texts.filter((name) => JSON.stringify(name) === `"${name}"`);

const scalars: fc.Arbitrary<Case>[] = [
  plain({ type: 'string' }, texts),
  numberOf({ type: 'integer' }, integers),
  numberOf({ type: 'number' }, numbers),
  plain({ type: 'boolean' }, fc.boolean()),
  fc
    .uniqueArray(fc.oneof(texts, fc.boolean()), { minLength: 1, maxLength: 4 })
    .chain((choices) => plain({ enum: choices }, fc.constantFrom(...choices))),
  fc
    .uniqueArray(texts, { minLength: 1, maxLength: 4 })
    .chain((choices) =>
      plain(
        { type: 'array', items: { anyOf: choices.map((value) => ({ const: value, title: 'Same' })) } },
        fc.subarray(choices),
      ),
    ),
  fc
    .array(texts, { maxLength: 4 })
    .map((value) => ({ schema: { type: 'array', items: { type: 'string' } }, value, received: value })),
  fc.array(integers, { maxLength: 4 }).map((literals) => ({
    schema: { type: 'array', items: { type: 'integer' } },
    value: literals.map(exactNumber),
    received: literals.map((digits) => ({ digits })),
  })),
  // For a map, the form has a field in which the user types JSON.
  fc.dictionary(names, integers, { maxKeys: 3 }).map((members) => ({
    schema: { type: 'object', additionalProperties: { type: 'integer' } },
    value: mapped(members, exactNumber),
    received: mapped(members, (digits) => ({ digits })),
  })),
];
const nullable = (cases: fc.Arbitrary<Case>): fc.Arbitrary<Case> =>
  fc.tuple(cases, fc.boolean(), fc.boolean()).map(([one, isNull, isReference]) => {
    const schema = isReference
      ? { oneOf: [{ type: 'null' }, one.schema], default: null }
      : { anyOf: [one.schema, { type: 'null' }] };
    return isNull ? { schema, value: null, received: null } : { ...one, schema };
  });

const mapped = <From, To>(members: Record<string, From>, change: (member: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(members).map(([name, member]) => [name, change(member)]));

const leftOut: Pick<Case, 'value' | 'received'> = { value: undefined, received: undefined };
/** An object whose schema may have more members than the object. */
const objectOf = (cases: fc.Arbitrary<Case>, minKeys: number): fc.Arbitrary<Case> =>
  fc
    .dictionary(
      fc.oneof(names, fc.constantFrom('__proto__', 'submit', 'a/b')),
      fc.tuple(cases, fc.boolean(), fc.boolean()),
      { minKeys, maxKeys: 4 },
    )
    .map((members) => {
      const chosen = mapped(members, ([one, isSent, isRequired]) => ({
        ...one,
        ...(isSent || isRequired ? {} : leftOut),
        isRequired,
      }));
      const sent = Object.fromEntries(Object.entries(chosen).filter(([, { value }]) => value !== undefined));
      return {
        schema: {
          type: 'object',
          properties: mapped(chosen, ({ schema }) => schema),
          required: Object.keys(chosen).filter((name) =>
            Object.entries(chosen).some(([one, { isRequired }]) => one === name && isRequired),
          ),
          additionalProperties: false,
        },
        value: mapped(sent, ({ value }) => value),
        received: mapped(sent, ({ received }) => received),
      };
    });
const scalar = fc.oneof(...scalars);
const tools = objectOf(fc.oneof({ weight: 4, arbitrary: scalar }, nullable(scalar), objectOf(scalar, 1)), 0);

it('an argument of a tool has the same value at the server as in the form, for 500 random schemas and values', async () => {
  let calls = 0;
  await fc.assert(
    fc.asyncProperty(tools, async ({ schema, value, received }) => {
      const shape = formFields(schema);
      const { errors, arguments: args } = readArguments(shape, schema, filledIn(shape, value));
      expect(errors).toEqual({});
      await client.callTool({ name: 'a-tool', arguments: args });
      expect(parsedByServer(bodies.at(-1)).params.arguments).toEqual(received);
      calls += 1;
    }),
    { numRuns: 500 },
  );
  expect(calls).toBe(500);
});

it.each(['\n', '"', '\\', '\ud800', '\u0000', '\u2028'])(
  'the name of an argument is sent unchanged: %j',
  async (name) => {
    const schema = { type: 'object', properties: { [name]: { type: 'string' } } };
    const shape = formFields(schema);
    const { errors, arguments: args } = readArguments(shape, schema, filledIn(shape, { [name]: 'a' }));
    expect(errors).toEqual({});
    await client.callTool({ name: 'a-tool', arguments: args });
    expect(bodies.at(-1)).toContain(`{${JSON.stringify(name)}:"a"}`);
  },
);

describe('a response to an elicitation', () => {
  const choices = ['a', 'b'];
  const titled = choices.map((value) => ({ const: value, title: value.toUpperCase() }));
  const asked: Record<string, object> = {
    one: { type: 'string', enum: choices },
    oneTitled: { type: 'string', oneOf: titled },
    oneNamed: { type: 'string', enum: choices, enumNames: ['A', 'B'] },
    several: { type: 'array', items: { type: 'string', enum: choices } },
    severalTitled: { type: 'array', items: { anyOf: titled }, minItems: 1 },
    email: { type: 'string', format: 'email' },
    text: { type: 'string' },
    count: { type: 'integer' },
    sure: { type: 'boolean' },
  };
  const schema = { type: 'object', properties: asked, required: Object.keys(asked) };

  it('case 48: contains the chosen values, for every kind of MCP enumeration', async () => {
    const values = { one: 'a', oneTitled: 'b', oneNamed: 'b', several: ['a', 'b'], severalTitled: ['b'] };
    const all = { ...values, email: 'ada@example.org', text: 'a\nb', count: 3, sure: false };
    const call = client.callTool({ name: 'ask', arguments: schema });
    await expect.poll(() => questions.getSnapshot()).toBeDefined();
    const question = questions.getSnapshot();
    // The form gets the schema that the SDK has parsed.
    const shape = formFields(question?.schema);
    expect(shape.fields.map(({ kind }) => kind)).toEqual(
      'choice choice choice several several text text number flag'.split(' '),
    );
    expect(readArguments(shape, question?.schema, filledIn(shape, {})).errors).toEqual(
      Object.fromEntries(Object.keys(asked).map((name) => [`/${name}`, 'This field is required.'])),
    );
    expect(readArguments(shape, question?.schema, filledIn(shape, { ...all, email: 'ada' })).errors).toEqual({
      '/email': 'This must be an email address, such as ada@example.org.',
    });
    const read = readArguments(shape, question?.schema, filledIn(shape, all));
    expect([read.errors, Object.values(read.arguments).map(responseProblem)]).toEqual([
      {},
      Object.keys(asked).map(() => undefined),
    ]);
    question?.respond({ action: 'accept', content: responseContent(read.arguments) });
    await call;
    const { params } = JSON.parse(bodies.at(-1) ?? '');
    expect(params.inputResponses.it).toEqual({ action: 'accept', content: all });
  });

  it('is refused if the client would change a value', () => {
    expect(responseProblem(exactNumber('7960607143101464576'))).toBe(
      'The response would carry 7960607143101465000 in place of 7960607143101464576. Enter a number with fewer digits.',
    );
    expect(responseContent({ n: exactNumber('1.50') })).toEqual({ n: 1.5 });
    for (const value of [null, { a: 1 }, [1]])
      expect(responseProblem(value)).toContain('This is something else.');
  });
});
