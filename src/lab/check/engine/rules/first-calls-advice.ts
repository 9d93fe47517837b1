import { covers, problemOfAddress } from '../address.ts';
import { isForPersons } from '../attempt.ts';
import type { Content } from '../content.ts';
import { documentAt, type Evidence, textOf } from '../evidence.ts';
import { callsOf, isAboutHost, MENTIONS_CREDENTIALS } from '../server-kind.ts';
import { corsHeaders } from './cors-advice.ts';

export const exposeSession = (pageOrigin: string): [say: string, code: string] => [
  'Send the ID in the header Mcp-Session-Id, and expose this header: a page can read only the headers that are listed.',
  `${corsHeaders(pageOrigin)}\nAccess-Control-Expose-Headers: Mcp-Session-Id, WWW-Authenticate`,
];

export const IS_ABOUT_VERSION = /protocol.?version/i;

export const NEGOTIATE_VERSION: [say: string, code: string] = [
  'Its message is about the protocol version. To an initialize with an unknown version, respond with a version that the server knows (MCP, version negotiation): clients then use that version or stop.',
  '"protocolVersion": "…"',
];

export const SHARE_SESSIONS =
  'Its message is about the session or the handshake, which the server may have forgotten. If several instances serve this address, let them share their sessions, or send all requests of a session to one instance.';

/** What to change, according to the responses to the first calls. */
export function adviceFor(evidence: Evidence): [say: string, code?: string] {
  const shown = callsOf(evidence);
  const isSome = (content: Content) => shown.some((attempt) => attempt.content === content);
  const says = (pattern: RegExp) => shown.some(({ errorText = '' }) => pattern.test(errorText));
  if (shown.every(({ status }) => status === 503)) {
    return [
      'The server, or a proxy in front of it, failed, and is not available at the moment. Check it again later.',
    ];
  }
  if (shown.some(({ status }) => status >= 500)) {
    return [
      'The server, or a proxy in front of it, failed. Look for the cause in its log, then check again.',
    ];
  }
  if (shown.some((call) => call.content === 'web page' && isForPersons(call))) {
    return [
      'The page seems to be that of a firewall, which no MCP client can pass: let requests to the MCP address pass.',
    ];
  }
  if (isSome('web page')) {
    return [
      'A proxy or a firewall in front of the server may have sent the web page: let requests to the MCP address pass. If the address is wrong, look in the documentation of the server.',
    ];
  }
  if (shown.some(isAboutHost)) {
    return [
      'It may refuse the host name by which it was called. Add this host to the allowed ones; many servers call the setting “allowed hosts”. If a proxy in front of the server changes the header Host, let it pass the original:',
      new URL(evidence.serverUrl).host,
    ];
  }
  if (shown.every(({ status }) => status === 407)) {
    return [
      'A proxy wants credentials of its own (407), which MCP clients usually lack. Let the proxy pass requests to the MCP address, or use a network without it.',
    ];
  }
  if (
    shown.some(({ status }) => status === 406 || status === 415) ||
    says(/\b(accept header|content-type)\b/i)
  ) {
    return [
      'The calls have the headers Accept: application/json, text/event-stream and Content-Type: application/json. If the server wants exactly these headers, a proxy in front of it may change them.',
    ];
  }
  if (shown.every(({ status }) => status === 413)) {
    return [
      'The calls have fewer than 500 octets. Raise the maximum size of a request, in the server or in a proxy in front of it.',
    ];
  }
  if (says(IS_ABOUT_VERSION)) return NEGOTIATE_VERSION;
  if (shown.every(({ status, content }) => status === 202 && content === 'nothing')) {
    return [
      'Answer a request with its response, as JSON or as an event stream. The status 202 is for notifications and responses: a client waits for no response after it.',
    ];
  }
  if (says(/^missing authentication token$/i)) {
    return [
      'Amazon API Gateway sends this message for every path and method that it does not serve, so check the address first. If the address is correct, let calls without a token reach the server, which answers them with 401.',
    ];
  }
  if (says(MENTIONS_CREDENTIALS)) {
    return [
      'Its message mentions credentials. To a call without a token, answer 401 with a challenge that names the resource metadata: no other answer tells a client to sign in.',
    ];
  }
  if (/\bsession\b/i.test(evidence.initialize?.errorText ?? '')) {
    return [
      'Accept initialize without a session: this call begins one (MCP 2025-11-25, session management).',
    ];
  }
  if (isSome('JSON-RPC with another id')) {
    return ['Repeat the id of the request in its response: a client waits for the response with that id.'];
  }
  if (isSome('event stream with an unfinished response')) {
    return ['End each event with an empty line: a client waits for it (HTML, server-sent events).'];
  }
  if (isSome('JSON-RPC of another Content-Type')) {
    return ['Send JSON-RPC with the header Content-Type: application/json.'];
  }
  if (isSome('JSON-RPC with mistakes')) {
    return [
      'Send results that have the members jsonrpc, id and result, and no other: jsonrpc is "2.0", and an error that is null is left out.',
    ];
  }
  if (isSome('event stream without a response')) {
    return [
      'Send the response as an event without a name or with the name message, and end it with an empty line.',
    ];
  }
  const advice = adviceOnAddress(evidence);
  return advice.length === 1 && shown.every(({ status }) => status === 403)
    ? [
        `It refuses the call, and does not say that a token would help: only 401 says that. A firewall or a gateway in front of the server may have refused it, or the server allows only the pages of some origins. ${advice[0]}`,
      ]
    : advice;
}

/** Where the MCP server may be, if nothing at this address looks like an MCP server. */
function adviceOnAddress({ serverUrl, resourceLocations }: Evidence): [say: string, code?: string] {
  if (serverUrl.includes('/.well-known/')) {
    return [
      'This is a well-known address, where servers publish metadata. Check the address of the MCP server itself.',
    ];
  }
  const resource = textOf(documentAt(resourceLocations), 'resource');
  if (resource !== undefined && !covers(resource, serverUrl) && problemOfAddress(resource) === undefined) {
    return ['The resource metadata is about another address. Check that address instead:', resource];
  }
  return [
    'Check the address: the documentation of the server says where its MCP endpoint is. If the address is correct, look for the cause in the log of the server.',
  ];
}
