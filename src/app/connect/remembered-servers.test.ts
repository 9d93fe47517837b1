import { describe, expect, it } from 'vitest';
import { memoryStorage } from '../../oauth/testing/platform.ts';
import { forgetServer, rememberedServers, rememberServer } from './remembered-servers.ts';
import { problemForPage } from './server-address.ts';

const SERVER = 'https://mcp.example/mcp';
const KEY = 'app:servers';
const ofLength = (length: number) => `${SERVER}?${'x'.repeat(length - SERVER.length - 1)}`;

it.each([
  [
    'http://192.168.1.20:8080/mcp',
    'Over http, a page may call only this machine. Use the https:// address of 192.168.1.20, if it has one.',
  ],
  [
    'http://localhost.evil.example/mcp',
    'Over http, a page may call only this machine. Use the https:// address of localhost.evil.example, if it has one.',
  ],
  ['mcp', 'This address is not complete. An address begins with https:// or, on this machine, http://.'],
  ['http://localhost:8080/mcp', undefined],
  [SERVER, undefined],
])('the address of a server that a page calls is possible or is refused with a reason: %s', (url, problem) =>
  expect(problemForPage(url)).toBe(problem),
);

describe('the servers that the user opened', () => {
  it('are at most twenty different servers, newest first, and the user can remove each', () => {
    const storage = memoryStorage();
    for (let index = 0; index < 25; index += 1) rememberServer(storage, `${SERVER}/${index}`);
    rememberServer(storage, `${SERVER}/10`);
    expect(rememberedServers(storage)).toHaveLength(20);
    expect(rememberedServers(storage).slice(0, 2)).toEqual([`${SERVER}/10`, `${SERVER}/24`]);
    forgetServer(storage, `${SERVER}/10`);
    expect(rememberedServers(storage)[0]).toBe(`${SERVER}/24`);
  });

  it.each([
    ofLength(2_049),
    'x',
    'javascript:alert(1)',
    `${SERVER}?key=1`,
    `${SERVER}/s/NWRjZTQ4YjItMjY5OC00/sse`,
    `${SERVER}/${'k'.repeat(32)}`,
  ])('never include an address that is refused or may contain a key: %.60s', (url) => {
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
