import { describe, expect, it } from 'vitest';
import { problemOfServerAddress } from './server-address.ts';

const SERVER = 'https://mcp.example/mcp';
const ofLength = (length: number) => `${SERVER}?${'x'.repeat(length - SERVER.length - 1)}`;

const more = (address: string) =>
  `This is more than an address. Enter only the address, which begins with ${address}`;
const COMMAND =
  'This is a command and not an address. A server that its client starts as a program (stdio) has no address.';
const INCOMPLETE =
  'This address is not complete. An address begins with https:// or, on this machine, http://.';
const CREDENTIALS = 'This address contains a user name or a password. Remove it: no credentials are sent.';
const invisible = (code: string) =>
  `This address has an invisible character (U+${code}). Delete it, or type the address.`;
const listens = (host: string, address: string) =>
  `A server can listen at ${host}, but that is not its address. On the same machine, use ${address}`;
const fragment = (text: string) => `An address of a server ends before the #. Leave out “#${text}”.`;
const uncallable = (scheme: string) =>
  `A client cannot call ${scheme} addresses. Use an https:// or http:// address.`;

describe('the address of a server', () => {
  it.each([SERVER, 'http://localhost:8080/mcp', ofLength(2_048)])('may be %.40s', (url) => {
    expect(problemOfServerAddress(url)).toBeUndefined();
  });

  it.each([
    ['', 'Enter the address of an MCP server.'],
    ['mcp', INCOMPLETE],
    ['mcp.example:8443/mcp', 'This address has no scheme. Write https:// before it.'],
    ['mcp.example/localhost', 'This address has no scheme. Write https:// before it.'],
    ['localhost:3000/mcp', 'This address has no scheme. Write http:// before it.'],
    ['https://https://mcp.example/mcp', 'This address has its scheme twice. Write https:// once.'],
    ['https://http://mcp.example/mcp', 'This address has its scheme twice. Write https:// once.'],
    ['claude mcp add x https://mcp.example/mcp?key=a-key --header "X-Key: a-key"', more(SERVER)],
    [
      '{"mcpServers": {"x": {"url": "https://ada:pw@mcp.example/mcp", "headers": {"X-Key": "a-key"}}}}',
      more(SERVER),
    ],
    ['(https://mcp.example/mcp),', more(SERVER)],
    ['"http://localhost:3000/mcp"', more('http://localhost:3000/mcp')],
    ['a node server', INCOMPLETE],
    ['python server.py', COMMAND],
    ['npx -y @scope/server', COMMAND],
    ['https://<your-domain>/mcp', 'Replace the placeholder <your-domain> in this address.'],
    ['npx mcp-remote http://<host>/mcp', 'Replace the placeholder <host> in this address.'],
    ['https://mcp.example/{env:TEAM}', 'Replace the placeholder {env:TEAM} in this address.'],
    ['https://mcp.\u00adexample/mcp', invisible('00AD')],
    ['https://mcp.example/mcp\u200b', invisible('200B')],
    ['https://ada:pw@mcp.example/mcp', CREDENTIALS],
    ['https://ada@mcp.example/mcp', CREDENTIALS],
    ['http://[::]/mcp', listens('[::]', 'http://localhost/mcp')],
    ['http://0.0.0.0:8000/mcp?key=a-key', listens('0.0.0.0', 'http://localhost:8000/mcp')],
    ['https://mcp.example/mcp#tools', fragment('tools')],
    [`${SERVER}#${'x'.repeat(80)}`, fragment('x'.repeat(79))],
    ['ftp://mcp.example', uncallable('ftp:')],
    ['javascript:alert(1)', uncallable('javascript:')],
    [ofLength(2_049), 'This address is 2,049 characters long. Use at most 2,048.'],
    ['x'.repeat(400_000), 'This address is 400,000 characters long. Use at most 2,048.'],
    [`${SERVER}?${'é'.repeat(1_000)}`, 'This address is 6,024 characters long. Use at most 2,048.'],
  ])('is refused with a reason: %.40s', (url, problem) => expect(problemOfServerAddress(url)).toBe(problem));
});
