import {
  InsufficientScopeError,
  ProtocolError,
  ProtocolErrorCode,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  SUPPORTED_PROTOCOL_VERSIONS,
  UnauthorizedError,
  UrlElicitationRequiredError,
} from '@modelcontextprotocol/client';
import { type BearerChallenge, OAuthError, type OAuthErrorCode, readScopes } from '../oauth/index.ts';
import { READING_STOPPED_CODE } from './bounded-response.ts';
import { challengeInData } from './challenge-in-result.ts';
import {
  AnswerRefused,
  CallCancelled,
  ConnectionClosed,
  isHidden,
  isInSession,
  ServerSilent,
  SessionReplaced,
} from './connection.ts';
import { HandshakeFailed } from './handshake-failed.ts';
import { describeIssues } from './invalid-message.ts';
import { membersIn } from './json-schema/verdict.ts';
import { LIMITS, READING_STOPPED } from './limits.ts';
import { FORMLESS_CODE } from './readable-error.ts';
import { readServerWords, type ServerWords } from './server-words.ts';
import { OtherSignInRequired, SignInRequired } from './sign-in-required.ts';
import { UNANSWERED, UNANSWERED_CODE } from './unanswered.ts';

/** Why a call gave no result. The kind decides what a screen offers to the user. */
export type CallFailure =
  | { kind: 'needs permission'; scopes: string[]; said?: string | undefined }
  | { kind: 'needs a sign-in'; challenge: BearerChallenge | undefined; said?: string | undefined }
  | { kind: 'needs a visit'; pages: { message: string; url: string }[] }
  | { kind: 'signed out' }
  | { kind: 'cancelled' }
  | FailedCall;

/** A failed call for which the app offers no action, such as a sign-in. */
export interface FailedCall extends ServerWords {
  kind: 'failed';
  /** What happened, in the words of this app. */
  message: string;
  /** What is wrong with the response, in the words of the SDK. */
  detail?: string | undefined;
  /** What the user can do about the failure. */
  advice?: string | undefined;
  status?: number | undefined;
  /** Whether the request had the ID of a session. */
  isInSession?: boolean | undefined;
  /** Whether the browser hid the response from the page: CORS, a redirect, or the network. */
  hidden?: boolean;
  /** Why the newer handshake failed. Set only if both handshakes of a connection failed, for different reasons. */
  newerHandshake?: FailedCall;
}

/** Identifies the errors of the SDK by `isInstance`, because a build changes the names of classes. */
export function callFailure(error: unknown): CallFailure {
  if (InsufficientScopeError.isInstance(error))
    return permission(error.requiredScope, error.errorDescription);
  const missing = missingPermission(error);
  if (missing) return missing;
  if (error instanceof SignInRequired)
    return { kind: 'needs a sign-in', challenge: error.challenge, said: readServerWords(error.text).said };
  const challenge = ProtocolError.isInstance(error) ? challengeInData(error.data) : undefined;
  if (challenge)
    return { kind: 'needs a sign-in', challenge, said: readServerWords(Object(error).message).said };
  if (UnauthorizedError.isInstance(error)) return { kind: 'signed out' };
  if (error instanceof CallCancelled) return { kind: 'cancelled' };
  // The SDK wraps an error of the newer handshake.
  const reason = [error, Object(error).cause].find((each) => each instanceof OAuthError);
  if (reason) return tokenFailure(reason);
  const pages = UrlElicitationRequiredError.isInstance(error) ? pagesOf(error) : pagesInRefusal(error);
  if (pages.length) return { kind: 'needs a visit', pages };
  if (error instanceof HandshakeFailed) return handshakeFailure(error);
  return failedCall(error);
}

/** The SDK does not validate the data of an error. An elicitation without a message gets the message of the error. */
function pagesOf({ data, message: said }: { data?: unknown; message?: unknown }) {
  const { elicitations }: { elicitations?: unknown } = Object(data);
  return [elicitations]
    .flat()
    .slice(0, MOST_PAGES)
    .flatMap((elicitation: unknown) => {
      const { message = said, url }: { message?: unknown; url?: unknown } = Object(elicitation);
      return typeof message === 'string' && typeof url === 'string' ? [{ message, url }] : [];
    });
}

/** Some servers send the JSON-RPC error with an HTTP error status, so the SDK does not read the JSON-RPC error. */
function pagesInRefusal(error: unknown) {
  if (!SdkHttpError.isInstance(error)) return [];
  const { error: refusal }: { error?: unknown } = objectIn(error.data.text);
  const { code }: { code?: unknown } = Object(refusal);
  return code === ProtocolErrorCode.UrlElicitationRequired ? pagesOf(Object(refusal)) : [];
}

const MOST_PAGES = 10;

/** The errors after which the session has ended; see `Session.refresh`. */
const ENDED: readonly OAuthErrorCode[] = [
  'no_refresh_token',
  'signed_out',
  'token_request_refused',
  'dpop_key_unavailable',
  'id_token_invalid',
];

function tokenFailure({ code }: OAuthError): CallFailure {
  return ENDED.includes(code)
    ? { kind: 'signed out' }
    : failed(
        'The access token could not be renewed for now. Your session is kept, and the app tries again automatically.',
      );
}

/**
 * RFC 6750 §3.1 names the missing scope in the challenge. Some servers name the scope only in a member of the body, or
 * of an object `error` in the body, or in the data of a JSON-RPC error.
 */
function missingPermission(error: unknown): CallFailure | undefined {
  const isRefused = SdkHttpError.isInstance(error) && error.status === 403;
  const body: Record<string, unknown> = {
    ...(isRefused ? objectIn(error.data.text) : membersIn(Object(error).data)),
  };
  const { code = body.error ?? body.code, ...nested }: Record<string, unknown> = membersIn(body.error);
  if (code !== 'insufficient_scope') return undefined;
  const { message, error_description = message, ...others } = { ...body, ...nested };
  const named = NAMING_SCOPES.map((name) => others[name]).find((value) => value != null);
  return permission(named, error_description);
}

/** The members of a body that name the missing scopes. */
const NAMING_SCOPES =
  'scope scopes requiredScopes missing_scopes required_scopes required_scope missing'.split(' ');

/** The Python SDK names a missing scope only in the words of its refusal: “Required scope: read”. */
function permission(named: unknown, words: unknown): CallFailure {
  const said = typeof words === 'string' ? words : undefined;
  const [, inWords] = /\b(?:require[ds]|missing) scopes?: (.*[^\s.])/i.exec(said ?? '') ?? [];
  const scopes = readScopes(named);
  return { kind: 'needs permission', scopes: scopes.length ? scopes : readScopes(inWords), said };
}

function objectIn(text: unknown): object {
  try {
    return membersIn(JSON.parse(String(text)));
  } catch {
    return {};
  }
}

function handshakeFailure({ newer, older }: HandshakeFailed): CallFailure {
  const [first, second] = [withoutArguments(callFailure(newer)), withoutArguments(callFailure(older))];
  if (first.kind !== 'failed') return first;
  if (second.kind !== 'failed') return second;
  const same =
    first.message === second.message && first.said === second.said && first.detail === second.detail;
  return same ? second : { ...second, newerHandshake: first };
}

/** Replaces advice about arguments and tools, because a handshake has no arguments and no tool. */
function withoutArguments(failure: CallFailure): CallFailure {
  if (failure.kind !== 'failed') return failure;
  if (failure.advice === BY_CODE[ProtocolErrorCode.InvalidParams]) return { ...failure, advice: undefined };
  const isUnknown = failure.advice === BY_CODE[ProtocolErrorCode.MethodNotFound];
  return isUnknown || failure.message === FORMLESS ? { ...failure, advice: CHECK_ADDRESS } : failure;
}

const failed = (message: string, more: Omit<FailedCall, 'kind' | 'message'> = {}): FailedCall => ({
  kind: 'failed',
  message,
  ...more,
});

function failedCall(error: unknown): FailedCall {
  if (ProtocolError.isInstance(error)) return protocolFailure(error);
  if (SdkHttpError.isInstance(error))
    return { ...httpFailure(error), isInSession: isInSession(error) || undefined };
  if (error instanceof OtherSignInRequired)
    return failed(
      'The server demands that you authenticate again, or in another way (RFC 9470), which this app cannot request.',
      { said: error.challenge },
    );
  if (error instanceof ServerSilent)
    return failed(
      `The server has reported no progress for ${LIMITS.silenceMs / 60_000} minutes. This page stopped waiting, but the server may have carried out the call.`,
    );
  if (error instanceof AnswerRefused)
    return failed(`The server refused your answer with HTTP ${error.status}, so this page stopped waiting.`, {
      ...readServerWords(error.text),
      advice: MAY_BE_DONE,
    });
  if (error instanceof SessionReplaced)
    return failed('The server had forgotten the session, so it did not carry out the call.', {
      advice: 'A new session is open. Call the tool again if you still want it.',
    });
  if (error instanceof ConnectionClosed)
    return failed(
      'The server had forgotten the session, so it did not carry out the call. The connection was then closed, and the call was not sent again.',
    );
  const cause = Object(error).cause ?? error;
  if (isHidden(error))
    return failed('The MCP server could not be reached, or the browser hides its response from this page.', {
      hidden: true,
    });
  if (SdkError.isInstance(error) && error.code === SdkErrorCode.ConnectionClosed)
    return failed('This page closed the connection before a response to this call came.', {
      advice:
        'Another request may have found that the server had forgotten the session. If this was a tool call, the server may have carried it out.',
    });
  if (SdkError.isInstance(error) && error.code === SdkErrorCode.RequestTimeout)
    return failed('The MCP server did not respond in time.', { advice: 'Try again in a moment.' });
  if (SdkError.isInstance(cause) && cause.code === SdkErrorCode.ClientHttpUnexpectedContent)
    return wrongContent(Object(cause.data).contentType);
  return invalidResponse(cause instanceof Error ? cause.message : '');
}

function wrongContent(contentType: unknown): FailedCall {
  if (typeof contentType === 'string' && /^(text\/html|application\/xhtml\+xml)\b/i.test(contentType))
    return failed('This is a web page and not an MCP server.', { isPage: true, advice: CHECK_ADDRESS });
  const sent = typeof contentType === 'string' ? `the Content-Type ${contentType}` : 'no Content-Type';
  return failed(`The server responded with ${sent}.`, {
    advice: 'An MCP server responds with application/json or text/event-stream.',
  });
}

/** Describes a response that the SDK refuses. The text of the error comes from the SDK, not from the server. */
function invalidResponse(reason: string): FailedCall {
  const version = /protocol version is not supported: (.*)/s.exec(reason)?.[1];
  if (version !== undefined)
    return failed(`The server wants MCP version ${version}, which this app does not speak.`, {
      advice: `In this handshake, this app speaks ${SUPPORTED_PROTOCOL_VERSIONS.join(', ')}.`,
    });
  return failed('The MCP server did not respond as it should.', {
    detail: describeIssues(reason) ?? (reason || undefined),
  });
}

/** What the user can do about a JSON-RPC error, for each code. */
const BY_CODE: Readonly<Record<number, string>> = {
  [ProtocolErrorCode.InvalidParams]: 'Check the arguments, if you entered any.',
  [ProtocolErrorCode.MethodNotFound]: 'The server does not offer this, though it may have listed it.',
  [ProtocolErrorCode.InternalError]: 'Something failed in the server. Try again, or tell its operator.',
};

function protocolFailure({ code, message, data }: ProtocolError): FailedCall {
  if (code === READING_STOPPED_CODE) {
    // Shows the message of this app, never the message in the error, because a server could send the same code.
    const { limit }: { limit?: unknown } = Object(data);
    const words = Object.entries(READING_STOPPED).find(([known]) => known === limit)?.[1];
    if (words !== undefined) return failed(words);
  }
  if (code === UNANSWERED_CODE) {
    const { unanswered: how, said, issues }: Record<string, unknown> = Object(data);
    const words = Object.entries(UNANSWERED).find(([known]) => known === how)?.[1];
    if (words !== undefined)
      return failed(words, {
        ...(typeof said === 'string' && { said }),
        detail: describeIssues(String(issues)),
        advice: ['empty', 'another id', 'invalid'].includes(String(how)) ? undefined : MAY_BE_DONE,
      });
  }
  if (code === FORMLESS_CODE) return failed(FORMLESS, { said: message });
  return failed(`The server responded with an error (JSON-RPC ${code}).`, {
    said: saidIn(message, data),
    advice: BY_CODE[code],
  });
}

const saidIn = (message: string, data: unknown): string =>
  data === undefined ? message : `${message}\n${typeof data === 'string' ? data : JSON.stringify(data)}`;

const FORMLESS = 'The response of the server is not valid JSON-RPC.';
const MAY_BE_DONE =
  'The server, or a proxy in front of it, may have failed. If this was a tool call, the server may have carried it out.';
const CHECK_ADDRESS = 'Check the address: the documentation of the server says where its MCP endpoint is.';

/** What the user can do about an HTTP status. */
function adviceFor(status: number, said = ''): string | undefined {
  if ([400, 403, 421].includes(status) && /\bhost\b/i.test(said))
    return 'The server seems to refuse the host name of its address. Its operator can add this name to the hosts that the server allows.';
  if (status === 400 && /already initiali[sz]ed/i.test(said))
    return 'The server seems to serve one session at a time. End the other session, or ask the operator to restart the server.';
  if ([400, 404, 410, 503].includes(status) && /\bsession\b|\bnot initiali[sz]ed\b/i.test(said))
    return 'If several instances serve this address, they have to share their sessions: tell the operator of the server.';
  if ([404, 405, 410, 426].includes(status)) return CHECK_ADDRESS;
  if (status === 403)
    return 'The server, or a firewall in front of it, refuses the call. A 403 does not ask for a sign-in.';
  if (status === 451) return 'The server may refuse calls from your region. Try another network.';
  if (status === 413)
    return 'The server, or a proxy in front of it, refuses a request of this size. Send less, or tell its operator.';
  if (status === 429) return 'The server wants fewer requests. Try again later.';
  if (status >= 500) return 'The server, or a proxy in front of it, failed. Try again in a moment.';
  return undefined;
}

function httpFailure({ status, statusText, data }: SdkHttpError): FailedCall {
  const text = String(data.text ?? '');
  const { error }: { error?: unknown } = objectIn(text);
  const { message, data: details }: { message?: unknown; data?: unknown } = Object(error);
  const words =
    typeof message === 'string' && details !== undefined
      ? { said: saidIn(message, details) }
      : readServerWords(text);
  return failed(`The server responded with HTTP ${status}${statusText ? ` ${statusText}` : ''}.`, {
    ...words,
    status,
    advice: adviceFor(status, words.said),
  });
}
