import { describe, expect } from 'vitest';
import { SERVER } from '../../testing/browser.ts';
import {
  atInitialize,
  both,
  calls,
  type FindingRow,
  from,
  hiddenTokenEndpoint,
  refusingHeaders,
  registered,
  SEEN,
  server,
  skipped,
  testFindings,
  withoutMetadata,
  withoutTokenEndpoint,
} from '../../testing/rare-evidence.ts';
import { SAME_ORIGIN } from './reachability.ts';

describe('a finding about what a page can reach, for evidence that few servers give', () => {
  testFindings([
    ['reachable', ({ challenge: _, ...evidence }) => evidence, { reason: 'It got no request.' }],
    ['preflight', from('https://mcp.example'), { reason: SAME_ORIGIN, shownBy: SEEN }],
    ['token-endpoint-readable', from('https://as.example'), { reason: SAME_ORIGIN, shownBy: SEEN }],
    ['registration-readable', from('https://as.example'), { reason: SAME_ORIGIN, shownBy: SEEN }],
    [
      'token-endpoint-readable',
      both(hiddenTokenEndpoint, (evidence) => ({ ...evidence, clientId: '', probes: {} })),
      { reason: expect.stringContaining('check again with your client ID'), shownBy: SEEN },
    ],
    [
      'token-endpoint-readable',
      both(hiddenTokenEndpoint, (evidence) => ({ ...evidence, probes: {} })),
      { fix: { say: expect.stringContaining('for the client this-app'), code: expect.any(String) } },
    ],
    [
      'authorization-endpoint-closed',
      ({ authorizationEndpoint, tokenEndpoint, ...evidence }) => ({
        ...evidence,
        ...(tokenEndpoint && { authorizationEndpoint: { ...tokenEndpoint, outcome: 'redirected' } }),
      }),
      { result: 'pass', note: 'It redirects, and this page cannot read where.' },
    ],
    ['is-mcp-server', atInitialize({ content: 'web page' }), { result: 'not testable' }],
    [
      'is-mcp-server',
      both(atInitialize({ status: 405 }), ({ initialize, ...evidence }) => ({
        ...evidence,
        ...(initialize && { initialize, newer: { ...initialize, status: 406 } }),
      })),
      {
        reason: expect.stringMatching(
          /^It answered a call with 404 .*, initialize with 405 .* and a call of MCP 2026-07-28 with 406 /,
        ),
      },
    ],
    [
      'reachable',
      ({ challenge, ...evidence }) => ({
        ...evidence,
        ...(challenge && {
          challenge: { ...challenge, outcome: 'unreadable', status: 0 },
          simple: challenge,
          simplePost: { ...challenge, outcome: 'unreadable', status: 0 },
        }),
      }),
      { saw: expect.stringMatching(/ It shows no response to a POST that needs no preflight either\.$/) },
    ],
    [
      'reachable',
      ({ challenge, ...evidence }) => ({
        ...evidence,
        ...(challenge && {
          challenge: {
            ...challenge,
            outcome: 'unreadable',
            status: 0,
            reason: 'No.',
            hidden: { to: 'request', status: 400 },
          },
          simple: challenge,
        }),
      }),
      { saw: expect.stringMatching(/which needs a preflight\. No\.$/) },
    ],
    ...(
      [
        ['prompt', /^You have neither granted nor denied /],
        ['unknown', /^No browser reported /],
      ] as const
    ).map(
      ([localNetworkAccess, reason]): FindingRow => [
        'local-network',
        (evidence) => ({ ...evidence, serverUrl: 'http://localhost/mcp', localNetworkAccess }),
        { reason: expect.stringMatching(reason), shownBy: SEEN },
      ],
    ),
    ['secure-address', (evidence) => evidence, { result: 'pass', shownBy: [] }],
    [
      'authorization-endpoint-closed',
      ({ tokenEndpoint, ...evidence }) => ({
        ...evidence,
        ...(tokenEndpoint && { authorizationEndpoint: { ...tokenEndpoint, headers: {} } }),
      }),
      { saw: 'It let this page read its response (Access-Control-Allow-Origin: not shown).' },
    ],
    [
      'token-endpoint-readable',
      both(withoutTokenEndpoint, skipped({ member: 'token_endpoint', why: 'not confirmed' })),
      { reason: expect.stringMatching(/^You did not confirm https:\/\/nas\.example\/as\. /) },
    ],
    [
      'token-endpoint-readable',
      both(withoutTokenEndpoint, skipped({ member: 'issuer' })),
      { reason: 'No token_endpoint was found.' },
    ],
    [
      'registration-readable',
      skipped({ member: 'registration_endpoint', why: 'not confirmed' }),
      { reason: expect.stringMatching(/^You did not confirm https:\/\/nas\.example\/as\. /) },
    ],
    ['registration-readable', skipped({ member: 'issuer' }), { result: 'pass' }],
    ['registration-readable', registered({ status: 201 }), { result: 'pass' }],
    ['registration-readable', registered({ status: 501 }), { result: 'fail' }],
    ['registration-readable', registered({ status: 503 }), { result: 'not testable' }],
    [
      'registration-readable',
      both(registered({ outcome: 'unreadable', status: 0 }), ({ tokenEndpoint, ...evidence }) => ({
        ...evidence,
        ...(tokenEndpoint && { endpointsWithoutCors: [{ ...tokenEndpoint, outcome: 'opaque' }] }),
      })),
      { result: 'not testable' },
    ],
    [
      'registration-offered',
      server({ client_id_metadata_document_supported: true }),
      { note: 'It announces client ID metadata documents and dynamic registration.' },
    ],
    ['registration-readable', registered({ status: 401, content: 'web page' }), { result: 'not testable' }],
    [
      'registration-readable',
      registered({ status: 401, content: 'text' }),
      { fix: { say: expect.stringMatching(/^Accept registrations without an initial access token,/) } },
    ],
    [
      'registration-readable',
      registered({ status: 404, content: 'web page' }),
      { fix: { say: expect.stringMatching(/^Publish the address of the registration endpoint,/) } },
    ],
    [
      'registration-readable',
      registered({ outcome: 'redirected', redirectsTo: 'https://a.example/x' }),
      {
        saw: expect.stringMatching(
          /^It answers a registration with a redirect to https:\/\/a\.example\/x\. /,
        ),
      },
    ],
    [
      'registration-readable',
      registered({ outcome: 'unreadable', reason: 'No.', hidden: { to: 'request', status: 400 } }),
      {
        saw: 'No.',
        fix: { code: expect.stringMatching(/Headers: content-type\n[\s\S]*Headers: content-type'/) },
      },
    ],
    [
      'preflight',
      refusingHeaders(['MCP-Protocol-Version', 'Mcp-Session-Id']),
      { saw: 'It refuses MCP-Protocol-Version, Mcp-Session-Id.' },
    ],
    [
      'preflight',
      refusingHeaders([]),
      { saw: expect.stringMatching(/ Each header alone is allowed; together they are not\.$/) },
    ],
    ['preflight', refusingHeaders(['Mcp-Name', 'Mcp-Method']), { note: 'It refuses Mcp-Name, Mcp-Method.' }],
    ['preflight', refusingHeaders([], { to: 'request', status: 400 }), { result: 'pass' }],
    [
      'preflight-newer',
      refusingHeaders(['Mcp-Method', 'Mcp-Name']),
      { saw: expect.stringMatching(/^It refuses Mcp-Method and Mcp-Name\. /) },
    ],
    [
      'local-network',
      (evidence) => ({ ...evidence, serverUrl: 'http://localhost/mcp', localNetworkAccess: 'denied' }),
      { result: 'fail', shownBy: SEEN },
    ],
    ['is-mcp-server', atInitialize({ status: 400, content: 'JSON-RPC error' }), { result: 'pass' }],
    [
      'is-mcp-server',
      both(calls({ status: 500, content: 'web page' }), withoutMetadata),
      { result: 'not testable' },
    ],
    [
      'reachable',
      ({ challenge, ...evidence }) => ({
        ...evidence,
        ...(challenge && {
          challenge: { ...challenge, outcome: 'unreadable', status: 0 },
          otherSlash: { ...challenge, url: `${SERVER}/`, status: 400, content: 'JSON-RPC error' },
        }),
      }),
      { fix: { code: `${SERVER}/` } },
    ],
    [
      'reachable',
      ({ challenge, ...evidence }) => ({
        ...evidence,
        ...(challenge && {
          challenge: { ...challenge, status: 404 },
          otherSlash: { ...challenge, url: `${SERVER}/` },
        }),
      }),
      { saw: `At ${SERVER}: It answered 404.\nAt ${SERVER}/: it answers as an MCP server.` },
    ],
  ]);
});
