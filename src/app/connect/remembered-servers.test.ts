import { describe, expect, it } from 'vitest';
import { memoryStorage } from '../../oauth/testing/platform.ts';
import { forgetServer, rememberedServers, rememberServer } from './remembered-servers.ts';
import { problemForPage } from './server-address.ts';

const SERVER = 'https://mcp.example/mcp';
const KEY = 'app:servers';
const ofLength = (length: number) => `${SERVER}?${'x'.repeat(length - SERVER.length - 1)}`;

describe('the address of a server', () => {
  it.each([SERVER, 'http://localhost:8080/mcp', ofLength(2_048)])('may be %.40s', (url) => {
    expect(problemForPage(url)).toBeUndefined();
  });

  it.each([
    ['', 'Enter the address of an MCP server.'],
    ['mcp', 'This address is not complete. An address begins with https:// or, on this machine, http://.'],
    ['mcp.example:8443/mcp', 'This address has no scheme. Write https:// before it.'],
    ['localhost:3000/mcp', 'This address has no scheme. Write http:// before it.'],
    ['https://https://mcp.example/mcp', 'This address has its scheme twice. Write https:// once.'],
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
      'npx -y @scope/server',
      'This is a command and not an address. A server that its client starts as a program (stdio) has no address.',
    ],
    ['https://<your-domain>/mcp', 'Replace the placeholder <your-domain> in this address.'],
    ['https://mcp.example/{env:TEAM}', 'Replace the placeholder {env:TEAM} in this address.'],
    [
      'https://mcp.example/mcp\u200b',
      'This address has an invisible character (U+200B). Delete it, or type the address.',
    ],
    [
      'https://ada:pw@mcp.example/mcp',
      'This address contains a user name or a password. Remove it: no credentials are sent.',
    ],
    [
      'http://0.0.0.0:8000/mcp?key=a-key',
      'A server that listens at 0.0.0.0 has no such address. On the same machine, use http://localhost:8000/mcp',
    ],
    ['https://mcp.example/mcp#tools', 'An address of a server ends before the #. Leave out “#tools”.'],
    [
      'http://192.168.1.20:8080/mcp',
      'Over http, a page may call only this machine. Use the https:// address of 192.168.1.20, if it has one.',
    ],
    [
      'http://localhost.evil.example/mcp',
      'Over http, a page may call only this machine. Use the https:// address of localhost.evil.example, if it has one.',
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
    expect(problemForPage(url)).toBe(problem);
  });
});

describe('the servers that the user opened', () => {
  it('are at most twenty different servers, newest first, and can be forgotten', () => {
    const storage = memoryStorage();
    for (let index = 0; index < 25; index += 1) rememberServer(storage, `${SERVER}/${index}`);
    rememberServer(storage, `${SERVER}/10`);
    expect(rememberedServers(storage)).toHaveLength(20);
    expect(rememberedServers(storage).slice(0, 2)).toEqual([`${SERVER}/10`, `${SERVER}/24`]);
    forgetServer(storage, `${SERVER}/10`);
    expect(rememberedServers(storage)[0]).toBe(`${SERVER}/24`);
  });

  it.each([ofLength(2_049), 'x', 'javascript:alert(1)'])('exclude the refused address %.40s', (url) => {
    const storage = memoryStorage();
    rememberServer(storage, url);
    expect(storage.getItem(KEY)).toBeNull();
    storage.setItem(KEY, JSON.stringify([url, SERVER]));
    expect(rememberedServers(storage)).toEqual([SERVER]);
  });

  it.each(['{', 'null', '7', '{}', '[7, null]'])('are an empty list if the record is %s', (damaged) => {
    const storage = memoryStorage();
    storage.setItem(KEY, damaged);
    expect(rememberedServers(storage)).toEqual([]);
  });

  it('are at most twenty, even if another script has stored more', () => {
    const storage = memoryStorage();
    storage.setItem(KEY, JSON.stringify(Array(10_000).fill(SERVER)));
    expect(rememberedServers(storage)).toHaveLength(20);
  });
});
