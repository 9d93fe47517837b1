import { expect, it } from 'vitest';
import { SERVER, type TestServers } from '../testing/browser.ts';
import { issuerWith, withHeaders, withoutCors } from '../testing/changes.ts';
import { openList, openWithSessions, refusing } from '../testing/mcp-servers.ts';
import { examineServers } from '../testing/reports.ts';
import { bare } from '../testing/responses.ts';

/** The requests after the calls, if the metadata is at its first locations. */
const REST = `GET …/oauth-protected-resource/mcp 200; GET …/oauth-authorization-server/idp 200;
  https://as.example/idp/token grant_type=authorization_code&code=not-a-code 401;
  GET https://as.example/idp/authorize failed; GET https://as.example/idp/authorize hidden; GET https://as.example/idp/authorize failed`;

/** The requests of both looks at a server that seems to break a rule: the second look sends each request twice, unless the request begins or ends a session. */
const thrice = (requests: string) => {
  const all = requests.replace('REST', REST);
  return `${all}; ${all.replace(/[^;]+/g, (sent) => (/initialize 200|DELETE/.test(sent) ? sent : `${sent}; ${sent}`))}`;
};

/** Servers, and each request of a report without a client ID: with the secret in the request, and the result. */
const REPORTS: readonly [what: string, TestServers, requests: string, serverUrl?: string][] = [
  [
    'a server at the root of its origin that responds with 404',
    { instead: refusing(404, 'No.') },
    thrice(`tools/list 404; initialize 404; tools/list 2026-07-28 404; GET 404; tools/list Bearer not-a-token none 2026-07-28 404;
    GET .well-known/oauth-protected-resource 404`),
    'https://mcp.example/',
  ],
  [
    'a server whose metadata is gone',
    { instead: ({ url }) => (url.includes('/oauth-protected-resource') ? bare(410) : undefined) },
    thrice(`tools/list 401; tools/list Bearer not-a-token none 2026-07-28 401; GET …/oauth-protected-resource/mcp 410;
    GET …/oauth-protected-resource 410; GET …/oauth-authorization-server 404;
    GET /.well-known/oauth-protected-resource 410; GET …/oauth-protected-resource/mcp/mcp 410`),
  ],
  [
    'a server without CORS',
    { change: withoutCors() },
    thrice(`tools/list failed; tools/list failed; GET failed; GET hidden; / tools/list failed; GET …/oauth-protected-resource/mcp failed;
    GET …/oauth-protected-resource/mcp hidden; GET …/oauth-protected-resource/mcp failed; GET …/oauth-protected-resource failed;
    GET …/oauth-protected-resource hidden; GET …/oauth-protected-resource failed`),
  ],
  [
    'a server with sessions',
    { instead: openWithSessions, policy: { plainAllowed: true } },
    thrice(`tools/list 400; initialize 200; notifications/initialized a-session 2025-11-25 202; tools/list a-session 2025-11-25 200; DELETE a-session 204;
    tools/list Bearer not-a-token none 2026-07-28 400; REST`),
  ],
  [
    'a server that lists its tools to all clients',
    { instead: openList },
    `tools/list 200; initialize 401; initialize Bearer not-a-token none 2026-07-28 401; ${REST}`,
  ],
  [
    'a server that refuses the newer headers',
    {
      change: withHeaders(({ method }) => method === 'OPTIONS', {
        'Access-Control-Allow-Headers': 'content-type',
      }),
    },
    thrice(`tools/list 401; tools/list Bearer not-a-token none 2026-07-28 failed; tools/list Bearer not-a-token failed;
    tools/list 2026-07-28 failed; tools/list failed; tools/list failed; tools/list none failed; tools/list 401; REST`),
  ],
  [
    'a server whose endpoints are unusable',
    issuerWith({ token_endpoint: 'http://as.example/token', authorization_endpoint: 7 }),
    thrice(`tools/list 401; tools/list Bearer not-a-token none 2026-07-28 401; GET …/oauth-protected-resource/mcp 200;
    GET …/oauth-authorization-server/idp 200`),
  ],
];

it.each(REPORTS)(
  'a report on %s sends these requests',
  async (_what, servers, expected, serverUrl = SERVER) => {
    const { log } = await examineServers(servers, { serverUrl, clientId: '' });
    const requests = log.getSnapshot().map(({ request: { method, url, headers, body }, outcome }) => {
      const content = body.startsWith('{"') ? JSON.parse(body).method : body;
      const { authorization, 'mcp-session-id': session, 'mcp-protocol-version': version } = headers;
      const result = outcome.kind === 'answered' ? outcome.response.status : outcome.kind;
      const words = [
        method === 'POST' ? '' : method,
        url.replace(serverUrl, '').replace(/https:.*well-known/, '…'),
        content,
        authorization,
        session,
        version,
        result,
      ];
      return words.filter(Boolean).join(' ');
    });
    expect(requests).toEqual(expected.split(/;\s+/));
  },
);
