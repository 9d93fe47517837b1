import {
  InsufficientScopeError,
  ProtocolError,
  SdkError,
  UnauthorizedError,
} from '@modelcontextprotocol/client';
import { OAuthError } from '../oauth/index.ts';
import { READING_STOPPED_CODE } from './bounded-response.ts';
import { READING_STOPPED } from './limits.ts';

/** Why a tool call gave no result, in terms a screen can act on. */
export type CallFailure =
  | { kind: 'needs permission'; scopes: string[] }
  | { kind: 'signed out' }
  | { kind: 'failed'; message: string };

/** Sorts what the MCP client threw. Class names are minified in a build, so `isInstance` decides. */
export function callFailure(error: unknown): CallFailure {
  if (InsufficientScopeError.isInstance(error))
    return { kind: 'needs permission', scopes: error.requiredScope?.split(' ') ?? [] };
  if (UnauthorizedError.isInstance(error)) return { kind: 'signed out' };
  if (error instanceof OAuthError) {
    const ended = ['no_refresh_token', 'signed_out', 'token_request_refused'].includes(error.code);
    return ended
      ? { kind: 'signed out' }
      : {
          kind: 'failed',
          message:
            'The access token could not be renewed for now. Your session is kept, and it is tried again by itself.',
        };
  }
  if (ProtocolError.isInstance(error) && error.code === READING_STOPPED_CODE) {
    // The words are ours, and never those that came with the error: a server could send the same code.
    const limit = String(Reflect.get(Object(error.data), 'limit'));
    const [, message] = Object.entries(READING_STOPPED).find(([known]) => known === limit) ?? [];
    if (message !== undefined) return { kind: 'failed', message };
  }
  if (SdkError.isInstance(error)) return { kind: 'failed', message: error.message };
  return { kind: 'failed', message: 'The MCP server could not be reached or did not answer as it should.' };
}
