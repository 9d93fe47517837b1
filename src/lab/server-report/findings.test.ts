import { describe, expect, it } from 'vitest';
import { testWorld } from '../../mocks/test-world.ts';
import { createMachine } from '../machine.ts';
import type { Network } from '../wire/recorder.ts';
import { examineServer } from './examine.ts';
import { findingsOf, reportAsMarkdown } from './findings.ts';

const world = testWorld();

/** The offline servers, with one answer changed on its way. */
function networkWith(change: (url: string, answer: Response) => Promise<Response> | Response): Network {
  return async (url, init) => {
    const { redirect: _, credentials: __, cache: ___, ...rest } = init;
    const server = /\/(mcp|\.well-known\/oauth-protected-resource)/.test(url)
      ? world.resourceServer
      : world.authorizationServer;
    return change(url, await server.fetch(new Request(url, rest)));
  };
}

async function failing(change: Parameters<typeof networkWith>[0]): Promise<string[]> {
  const machine = createMachine({ origin: 'http://localhost:5173', paceMs: 0 });
  const findings = findingsOf(await examineServer(machine, networkWith(change), world.resource));
  return findings.filter(({ result }) => result === 'fail').map(({ rule }) => rule);
}

const withMetadata =
  (changes: Record<string, unknown>) =>
  async (url: string, answer: Response): Promise<Response> =>
    url.includes('oauth-authorization-server')
      ? Response.json({ ...(await answer.json()), ...changes })
      : answer;

describe('the report on a server', () => {
  it('finds nothing wrong with the offline servers', async () => {
    expect(await failing((_url, answer) => answer)).toEqual([]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['It offers PKCE with S256, and says so', { code_challenge_methods_supported: [] }],
    ['It does not offer plain', { code_challenge_methods_supported: ['S256', 'plain'] }],
    ['Its answers say who they come from', { authorization_response_iss_parameter_supported: undefined }],
    [
      'Public clients may use the token endpoint',
      { token_endpoint_auth_methods_supported: ['private_key_jwt'] },
    ],
    ['The authorization server describes itself as the one that was named', { issuer: 'https://a.example' }],
  ])('fails "%s" and nothing else', async (rule, changes) => {
    expect(await failing(withMetadata(changes))).toEqual([rule]);
  });

  it('fails the challenge whose header a browser may not read', async () => {
    const hidden = (url: string, answer: Response) =>
      url === world.resource ? new Response(null, { status: answer.status }) : answer;
    expect(await failing(hidden)).toEqual(['Its challenge can be read, and names the resource metadata']);
  });

  it('says of a server that cannot be reached what a browser can know, and leaves the rest open', async () => {
    const machine = createMachine({ origin: 'http://localhost:5173', paceMs: 0 });
    const unreachable: Network = () => Promise.reject(new TypeError('Failed to fetch'));
    const findings = findingsOf(await examineServer(machine, unreachable, world.resource));
    expect(findings[0]).toMatchObject({ result: 'fail', rule: 'A page in a browser may call it' });
    expect(findings.at(-1)).toMatchObject({ result: 'not testable' });
  });

  it('is written so that it can be put into a ticket', () => {
    const text = reportAsMarkdown('https://a.example/mcp', findingsOf([]));
    expect(text).toContain('| not testable | It offers PKCE with S256, and says so |');
  });
});
