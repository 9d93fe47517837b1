import { isToken } from '../../oauth/curl-command.ts';
import type { Decision } from '../machine/decisions.ts';
import type { Actor, Exchange, Outcome, ServerView, WireMessage } from '../machine/wire/exchange.ts';

export interface Evidence {
  log: readonly Exchange[];
  decisions: readonly Decision[];
}

/** Reads stored evidence; `undefined` if the text, or a part of it, is not evidence. */
export function readEvidence(text: string | null): Evidence | undefined {
  try {
    return evidenceFrom(JSON.parse(text ?? 'null'));
  } catch {
    return undefined;
  }
}

/** Reads evidence from a value of unknown origin; `undefined` if any part has another shape. */
export function evidenceFrom(value: unknown): Evidence | undefined {
  const { log, decisions } = members(value);
  if (!Array.isArray(log) || !Array.isArray(decisions)) return undefined;
  const exchanges = log.map(exchangeFrom);
  const decided = decisions.map(decisionFrom);
  return exchanges.every((each) => each !== undefined) && decided.every((each) => each !== undefined)
    ? { log: exchanges, decisions: decided }
    : undefined;
}

const members = (value: unknown): Record<string, unknown> => Object(value);

function decisionFrom(value: unknown): Decision | undefined {
  const { question, choice, afterMessage } = members(value);
  return typeof question === 'string' && typeof choice === 'string' && typeof afterMessage === 'number'
    ? { question, choice, afterMessage }
    : undefined;
}

const ACTORS: readonly Actor[] = ['browser', 'client', 'authorization server', 'MCP server', 'attacker'];

function exchangeFrom(value: unknown): Exchange | undefined {
  const { id, atMs, from, to, channel, request, outcome, serverView, run } = members(value);
  const [sender, receiver] = [from, to].map((name) => ACTORS.find((actor) => actor === name));
  const [message, ended] = [messageFrom(request), outcomeFrom(outcome)];
  if (!sender || !receiver || !message || !ended) return undefined;
  if (!isPosition(id) || !isTime(atMs) || (run !== undefined && !isPosition(run))) return undefined;
  if (!Array.isArray(serverView) || !serverView.every(isServerView)) return undefined;
  return {
    id,
    atMs,
    from: sender,
    to: receiver,
    channel: channel === 'front' ? 'front' : 'back',
    request: message,
    outcome: ended,
    serverView,
    ...(run !== undefined && { run }),
  };
}

function messageFrom(value: unknown): WireMessage | undefined {
  const { method, url, headers, body } = members(value);
  const read = headersFrom(headers);
  return isText(method) && isToken(method) && isText(url) && URL.canParse(url) && read && isText(body)
    ? { method, url, headers: read, body }
    : undefined;
}

function outcomeFrom(value: unknown): Outcome | undefined {
  const { kind, tookMs, response } = members(value);
  if (kind === 'answered') {
    const { status, headers, body } = members(response);
    const read = headersFrom(headers);
    return isStatus(status) && read && isText(body) && isTime(tookMs)
      ? { kind, tookMs, response: { status, headers: read, body } }
      : undefined;
  }
  const known = (['held', 'waiting', 'left', 'dropped', 'hidden', 'failed'] as const).find(
    (each) => each === kind,
  );
  return known && { kind: known };
}

const HIGHEST_POSITION = 1_000_000_000;

/** New numbers follow the highest stored one, which must be far below the greatest safe integer. */
const isPosition = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= HIGHEST_POSITION;

const isText = (value: unknown): value is string => typeof value === 'string';

const isStatus = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 999;

function headersFrom(value: unknown): Record<string, string> | undefined {
  const pairs = Object.entries(members(value));
  const texts = pairs.flatMap(([name, text]) =>
    isText(text) && isToken(name) ? [[name, text] as const] : [],
  );
  return texts.length === pairs.length ? Object.fromEntries(texts) : undefined;
}

/** Whether a value has a known `kind`, and every member that the panes and the proofs read for this kind. */
function isServerView(value: unknown): value is ServerView {
  const { kind, rejection, comparison, entry, client, because, active, revoked } = members(value);
  const { equal, storedChallenge, computedFromVerifier } = members(comparison);
  const { event, subject, detail } = members(entry);
  const { clientId, clientName } = members(client);
  switch (kind) {
    case 'refused':
    case 'tolerated':
      return isText(members(rejection).reason);
    case 'compared PKCE':
      return typeof equal === 'boolean' && isText(storedChallenge) && isText(computedFromVerifier);
    case 'stored pushed request':
    case 'issued code':
    case 'issued tokens':
      return true;
    case 'revoked grant':
      return isText(because);
    case 'introspected':
      return active === true || (active === false && isText(because));
    case 'was asked whether revoked':
      return typeof revoked === 'boolean';
    case 'registered client':
      return isText(clientId) && isText(clientName);
    case 'wrote down':
      return isText(event) && isTextIfAny(subject) && isTextIfAny(detail);
    default:
      return false;
  }
}

const isTextIfAny = (value: unknown): boolean => value === undefined || isText(value);

/** The times that a date can have (ECMA-262 §21.4.1.1); an export writes them as dates. */
const isTime = (value: unknown): value is number =>
  typeof value === 'number' && !Number.isNaN(new Date(value).getTime());
