import { describe, expect } from 'vitest';
import { ISSUER, SERVER } from '../../testing/browser.ts';
import {
  atInitialize,
  both,
  calls,
  challenged,
  type FindingRow,
  initialized,
  invalidToken,
  missingAt,
  NOTHING,
  notified,
  OTHERWISE,
  resource,
  SEEN,
  SERVED,
  server,
  skipped,
  testFindings,
  unprobed,
  withoutMetadata,
} from '../../testing/rare-evidence.ts';

describe('a finding about calls and metadata, for evidence that few servers give', () => {
  testFindings([
    ['resource-metadata-found', withoutMetadata, { reason: 'No location was requested.' }],
    [
      's256',
      server({ code_challenge_methods_supported: 7 }),
      { saw: 'Its code_challenge_methods_supported is 7, and not a list.' },
    ],
    ['s256', server({ code_challenge_methods_supported: [] }), { saw: NOTHING }],
    ['code-response', server({ response_types_supported: [] }), { saw: NOTHING }],
    [
      'code-response',
      server({ grant_types_supported: [] }),
      { saw: 'Its grant_types_supported lists nothing.' },
    ],
    [
      'public-clients',
      server({ token_endpoint_auth_methods_supported: [] }),
      { saw: `${NOTHING} A page cannot keep a secret, which these methods need.` },
    ],
    [
      'names-an-authorization-server',
      resource({ authorization_servers: [ISSUER, 'https://b.example', 'https://c.example'] }),
      { note: '2 more are named.' },
    ],
    [
      'issuer-identical',
      server({ issuer: '' }),
      {
        saw: expect.stringContaining('the issuer in the metadata is missing.'),
        fix: { say: expect.any(String), code: `"issuer": "${ISSUER}"` },
      },
    ],
    [
      'handshake-completes',
      both(calls({ ...SERVED, exchangeId: 6 }), initialized({ status: 400, content: 'JSON-RPC error' })),
      { fix: { say: expect.stringMatching(/^Serve initialize before any other call, or server\/discover/) } },
    ],
    [
      'lists-after-handshake',
      ({ challenge, ...evidence }) => ({
        ...evidence,
        ...(challenge && { challenge, listed: { ...challenge, outcome: 'unreadable', status: 0 } }),
      }),
      { reason: 'The response could not be read.', shownBy: SEEN },
    ],
    ['asks-for-bearer', calls(SERVED), { reason: 'There was no 401.', shownBy: SEEN }],
    ['streamable-http', atInitialize({}), { reason: 'It accepted no message.', shownBy: SEEN }],
    [
      'serves-or-asks',
      both(calls({ status: 403, errorText: 'Geo-blocked.' }), withoutMetadata),
      { reason: expect.stringContaining('It may refuse calls from the region of this client.') },
    ],
    ...[SERVER, 'http://other.example/mcp', ''].map(
      (address): FindingRow => [
        'serves-or-asks',
        both(calls(OTHERWISE), resource({ resource: address, authorization_servers: [] })),
        { fix: { say: expect.stringMatching(/^Check the address:/) } },
      ],
    ),
    [
      'refuses-nonsense',
      invalidToken({ outcome: 'redirected', status: 0 }),
      { reason: 'It answered with a redirect, possibly from a proxy in front of the server.', shownBy: SEEN },
    ],
    [
      'refuses-nonsense',
      both(invalidToken({ status: 500, content: 'web page' }), unprobed),
      { result: 'fail' },
    ],
    [
      'refuses-nonsense',
      both(invalidToken({ status: 403, content: 'web page' }), unprobed),
      { reason: expect.stringMatching(/^It answered 403 with a web page, /) },
    ],
    [
      'server-metadata-found',
      skipped({ member: 'token_endpoint' }),
      { reason: 'No authorization server was named.' },
    ],
    [
      'server-metadata-found',
      skipped({ member: 'authorization_servers', why: 'not confirmed' }),
      { reason: expect.stringMatching(/^You did not confirm /) },
    ],
    ['challenge-points', skipped({ url: 'https://nas.example/other' }), { result: 'pass' }],
    [
      'others-usable',
      ({ serverLocations, ...evidence }) => ({
        ...evidence,
        serverLocations,
        unusableServers: serverLocations.map(({ url, attempt }) => ({
          issuer: 'https://b.example',
          locations: [{ url, ...(attempt && { attempt: { ...attempt, exchangeId: 999, status: 404 } }) }],
          why: 'Why.',
        })),
      }),
      {
        saw: expect.stringMatching(/^https:\/\/b\.example: Why\.\nhttps:/),
        shownBy: [expect.any(Number), 999],
      },
    ],
    [
      'asks-for-bearer',
      challenged({ 'www-authenticate': 'DPoP algs="ES256"' }),
      { note: 'It asks for a token that is bound to a key (DPoP).' },
    ],
    [
      'challenge-points',
      missingAt(404, 503),
      {
        saw: 'Its resource_metadata is https://mcp.example/0. The result there: status 404. Sorry.',
        fix: {
          say: expect.stringMatching(/^Name the location of the metadata once,/),
          code: expect.any(String),
        },
      },
    ],
    ['challenge-points', missingAt(503, 404), { result: 'not testable' }],
    [
      'challenge-points',
      missingAt(401, 404),
      { fix: { say: 'Let requests for this address pass without a token, for every page.' } },
    ],
    [
      'resource-metadata-found',
      both(
        ({ challenge: _, ...evidence }) => ({ ...evidence, probes: {} }),
        ({ resourceLocations, ...evidence }) => ({
          ...evidence,
          resourceLocations: resourceLocations.map(({ document: _, ...location }) => location),
        }),
      ),
      { reason: expect.stringMatching(/^This page could read no response that shows /) },
    ],
    ...(
      [
        [{ status: 400, errorText: 'Unsupported protocol version' }, /version negotiation/],
        [{ status: 500 }, /Look for the cause in its log/],
        [{ status: 421 }, /“allowed hosts”/],
        [{ content: 'web page' }, /^A proxy or a firewall /],
        [{ status: 407 }, /^Check the address:/],
        [{ status: 403 }, /^Check the address:/],
      ] as const
    ).map(
      ([change, say]): FindingRow => [
        'serves-or-asks',
        atInitialize(change),
        { fix: { say: expect.stringMatching(say) } },
      ],
    ),
    [
      'serves-or-asks',
      atInitialize({ status: 403, errorText: 'Invalid Origin' }),
      { reason: 'Another finding says what is at this address.' },
    ],
    [
      'serves-or-asks',
      atInitialize({ status: 429 }),
      { reason: expect.stringContaining('It limits the rate of requests, or is busy.') },
    ],
    [
      'serves-or-asks',
      atInitialize({ status: 451 }),
      { reason: expect.stringContaining('It may refuse calls from the region of this client.') },
    ],
    [
      'serves-or-asks',
      both(
        calls({ ...OTHERWISE, status: 403 }),
        resource({ resource: 'https://other.example/mcp', authorization_servers: [] }),
      ),
      {
        fix: {
          say: 'The resource metadata is about another address. Check that address instead:',
          code: 'https://other.example/mcp',
        },
      },
    ],
    [
      'serves-or-asks',
      both(calls({ status: 403, errorText: 'Error: Missing Authentication Token' }), withoutMetadata),
      { fix: { say: expect.stringContaining('Its message mentions credentials.') } },
    ],
    ['handshake-completes', (evidence) => evidence, { reason: 'No handshake was made.', shownBy: SEEN }],
    [
      'handshake-completes',
      notified({ status: 400, errorText: 'Nope.' }),
      { saw: 'It answered notifications/initialized with 400 (“Nope.”).' },
    ],
    [
      'handshake-completes',
      notified({ status: 400 }),
      {
        fix: {
          say: expect.stringContaining('Answer a notification with 202'),
          code: 'HTTP/1.1 202 Accepted',
        },
      },
    ],
    [
      'handshake-completes',
      both(notified({ status: 404, errorText: 'Unknown session' }), (evidence) => ({
        ...evidence,
        handshakeProblem: 'Its result has no protocolVersion.',
      })),
      {
        saw: 'Its result has no protocolVersion.',
        fix: {
          say: expect.stringMatching(/^Answer initialize with a version/),
          code: expect.stringContaining('"protocolVersion"'),
        },
      },
    ],
    [
      'lists-after-handshake',
      (evidence) => evidence,
      { reason: expect.stringMatching(/^No client of an earlier version/), shownBy: SEEN },
    ],
    ['session-readable', atInitialize({ status: 400 }), { reason: 'No session was begun.', shownBy: SEEN }],
    [
      'asks-for-bearer',
      both(
        calls({ content: 'text', errorText: 'Log in.', headers: { 'www-authenticate': 'Basic realm="x"' } }),
        withoutMetadata,
      ),
      { saw: 'It answered 401 and asks for: Basic realm="x"' },
    ],
    [
      'challenge-points',
      challenged({ 'x-amzn-remapped-www-authenticate': 'Bearer' }),
      {
        saw: expect.stringContaining('which AWS API Gateway renames.'),
        fix: { say: expect.stringContaining('in front of the gateway') },
        shownBy: SEEN,
      },
    ],
    [
      'refuses-nonsense',
      ({ invalidToken: _, preflight, ...evidence }) => ({
        ...evidence,
        ...(preflight && { preflight: { ...preflight, outcome: 'unreadable', status: 0 } }),
      }),
      { reason: 'The response to a call with a token could not be read.', shownBy: SEEN },
    ],
    [
      'refuses-nonsense',
      invalidToken({ outcome: 'unreadable', reason: 'No.', hidden: { to: 'request', status: 401 } }),
      {
        saw: 'It hides its refusal of an invalid token from pages. No.',
        fix: {
          say: expect.stringContaining('Send these headers with every refusal.'),
          code: expect.stringContaining('Access-Control-Expose-Headers: WWW-Authenticate'),
        },
        shownBy: SEEN,
      },
    ],
    [
      'serves-or-asks',
      both(
        calls({ status: 200, content: 'JSON-RPC of another Content-Type', errorText: 'Tools' }),
        withoutMetadata,
      ),
      { fix: { say: 'Send JSON-RPC with the header Content-Type: application/json.' } },
    ],
  ]);
});
