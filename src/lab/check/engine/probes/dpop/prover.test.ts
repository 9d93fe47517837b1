import { expect, it } from 'vitest';
import { settings } from '../../../testing/probe-client.ts';
import type { Reply } from '../../report-client.ts';
import type { ProofKind } from './flaws.ts';
import { createProver } from './prover.ts';

type Said = [status: number, headers: Record<string, string>, json?: Record<string, unknown>];
const OK: Said = [200, {}];
const NONCE = { 'dpop-nonce': 'n1' };
const DEMAND: Said = [401, { ...NONCE, 'www-authenticate': 'DPoP error="use_dpop_nonce"' }];
const DEMANDED = { error: 'use_dpop_nonce' };
it.each<[string, ProofKind[], Said[], number, (string | undefined)[]]>([
  ['needs no nonce', ['right'], [OK], 1, [undefined]],
  ['supplies a nonce', ['right'], [[200, NONCE]], 1, ['supplied']],
  ['requires a nonce', ['right'], [DEMAND, OK], 2, ['demanded']],
  ['requires a nonce in its body', ['right'], [[400, NONCE, DEMANDED], OK], 2, ['demanded']],
  ['responds with 401 and a nonce', ['right'], [[401, NONCE], OK], 2, ['demanded']],
  ['responds with 403 and a nonce', ['right'], [[403, NONCE]], 1, ['supplied']],
  ['responds with 401 without a nonce', ['right'], [[401, {}]], 1, [undefined]],
  ['hides its nonce', ['right'], [[400, {}, DEMANDED]], 1, ['hidden']],
  ['reports the nonce error with the status 200', ['right'], [[200, NONCE, DEMANDED]], 1, ['supplied']],
  ['needs the same nonce again', ['right', 'right'], [DEMAND, DEMAND, DEMAND], 3, ['demanded', 'demanded']],
  ['gets no proof at all', ['none', 'used before', 'no nonce', 'unknown nonce'], [], 0, []],
  [
    'gave a nonce, and requires another one in response to wrong proofs',
    ['right', 'no nonce', 'used before'],
    [
      [200, NONCE],
      [401, { 'dpop-nonce': 'n2' }, DEMANDED],
      [401, { 'dpop-nonce': 'n3' }, DEMANDED],
    ],
    3,
    ['supplied', 'demanded', 'demanded'],
  ],
])('a server that %s gets the expected number of proofs', async (_what, kinds, said, count, nonces) => {
  const proofs: string[] = [];
  const client = {
    async send(_to: unknown, url: string, request?: { headers?: Record<string, string> }): Promise<Reply> {
      proofs.push(request?.headers?.DPoP ?? '');
      const [status, headers, json] = said[proofs.length - 1] ?? [500, {}];
      const attempt = { exchangeId: 1, url, outcome: 'answered', status, headers: {} } as const;
      return { attempt, headers, text: '', json };
    },
  };
  const prover = createProver(client, undefined, Date.now);
  const seen: (string | undefined)[] = [];
  for (const kind of kinds) {
    const sent = await prover.send('MCP server', settings.serverUrl, { method: 'POST' }, { kind });
    if (sent) seen.push(sent.nonce);
  }
  expect(proofs).toHaveLength(count);
  expect(seen).toEqual(nonces);
  if (kinds.includes('used before') && count) expect(proofs.at(-1)).toBe(proofs[0]);
  else expect(new Set(proofs).size).toBe(count);
});
