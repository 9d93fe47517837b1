import { describe, expect, it } from 'vitest';
import { problemOfServerAddress } from './server-address.ts';

const SERVER = 'https://mcp.example/mcp';
const ofLength = (length: number) => `${SERVER}?${'x'.repeat(length - SERVER.length - 1)}`;

describe('the address of a server', () => {
  it.each([SERVER, 'http://localhost:8080/mcp', ofLength(2_048)])('may be %.40s', (url) => {
    expect(problemOfServerAddress(url)).toBeUndefined();
  });

  it.each([
    ['', 'Enter the address of an MCP server.'],
    ['mcp', 'This address is not complete. An address begins with https:// or, on this machine, http://.'],
    ['mcp.example:8443/mcp', 'This address has no scheme. Write https:// before it.'],
    ['mcp.example/localhost', 'This address has no scheme. Write https:// before it.'],
    ['localhost:3000/mcp', 'This address has no scheme. Write http:// before it.'],
    ['https://https://mcp.example/mcp', 'This address has its scheme twice. Write https:// once.'],
    ['https://http://mcp.example/mcp', 'This address has its scheme twice. Write https:// once.'],
    [
      'claude mcp add x https://mcp.example/mcp?key=a-key --header "X-Key: a-key"',
      'This is more than an address. Enter only the address, which begins with https://mcp.example/mcp',
    ],
    [
      '{"mcpServers": {"x": {"url": "https://ada:pw@mcp.example/mcp", "headers": {"X-Key": "a-key"}}}}',
      'This is more than an address. Enter only the address, which begins with https://mcp.example/mcp',
    ],
    [
      '(https://mcp.example/mcp),',
      'This is more than an address. Enter only the address, which begins with https://mcp.example/mcp',
    ],
    [
      '"http://localhost:3000/mcp"',
      'This is more than an address. Enter only the address, which begins with http://localhost:3000/mcp',
    ],
    [
      'a node server',
      'This address is not complete. An address begins with https:// or, on this machine, http://.',
    ],
    [
      'python server.py',
      'This is a command and not an address. A server that its client starts as a program (stdio) has no address.',
    ],
    [
      'npx -y @scope/server',
      'This is a command and not an address. A server that its client starts as a program (stdio) has no address.',
    ],
    ['https://<your-domain>/mcp', 'Replace the placeholder <your-domain> in this address.'],
    ['npx mcp-remote http://<host>/mcp', 'Replace the placeholder <host> in this address.'],
    ['https://mcp.example/{env:TEAM}', 'Replace the placeholder {env:TEAM} in this address.'],
    [
      'https://mcp.\u00adexample/mcp',
      'This address has an invisible character (U+00AD). Delete it, or type the address.',
    ],
    [
      'https://mcp.example/mcp\u200b',
      'This address has an invisible character (U+200B). Delete it, or type the address.',
    ],
    [
      'https://ada:pw@mcp.example/mcp',
      'This address contains a user name or a password. Remove it: no credentials are sent.',
    ],
    [
      'https://ada@mcp.example/mcp',
      'This address contains a user name or a password. Remove it: no credentials are sent.',
    ],
    [
      'http://[::]/mcp',
      'A server can listen at [::], but that is not its address. On the same machine, use http://localhost/mcp',
    ],
    [
      'http://0.0.0.0:8000/mcp?key=a-key',
      'A server can listen at 0.0.0.0, but that is not its address. On the same machine, use http://localhost:8000/mcp',
    ],
    ['https://mcp.example/mcp#tools', 'An address of a server ends before the #. Leave out “#tools”.'],
    [
      `${SERVER}#${'x'.repeat(80)}`,
      `An address of a server ends before the #. Leave out “#${'x'.repeat(79)}”.`,
    ],
    ['ftp://mcp.example', 'A client cannot call ftp: addresses. Use an https:// or http:// address.'],
    [
      'javascript:alert(1)',
      'A client cannot call javascript: addresses. Use an https:// or http:// address.',
    ],
    [ofLength(2_049), 'This address is 2,049 characters long. Use one of at most 2,048.'],
    ['x'.repeat(400_000), 'This address is 400,000 characters long. Use one of at most 2,048.'],
    [`${SERVER}?${'é'.repeat(1_000)}`, 'This address is 6,024 characters long. Use one of at most 2,048.'],
  ])('is refused with a reason: %.40s', (url, problem) => {
    expect(problemOfServerAddress(url)).toBe(problem);
  });
});
