import { parsed } from './understood-values.ts';

/** The readable part of the body of a refusal. */
export interface ServerWords {
  /** The message of the server, or the title of its web page; absent if the body has neither. */
  said?: string;
  isPage?: boolean;
}

/**
 * Whether a refusal possibly says that the server does not allow the origin of the page, in words or as a code such as
 * `origin_not_allowed`. With another status than 403, the words have to be about a refusal, because a tool may have an
 * argument named origin.
 */
export function refusesOrigin(status: number, text: string): boolean {
  const words = text.replace(/_|(?<=[a-z])(?=[A-Z])/g, ' ');
  if (status === 403) return /\b(origins?|cors|cross.site|csrf|referr?er)\b/i.test(words);
  const refused =
    /\b(invalid|un(known|trusted|authorized)|(not|dis).?allowed|forbidden|reject\w*|blocked|denied)\b.{0,20}\b(origins?|cors)\b|\borigins?\b.{0,40}\b((not|dis).?allowed|not (in|on)|forbidden|reject\w*|blocked|denied)\b/i;
  return [200, 400, 401, 500].includes(status) && refused.test(words);
}

/**
 * Whether a failed call possibly means that the server no longer accepts the token: by its status, or, for an error of
 * JSON-RPC, by its words.
 */
export function refusesToken(status: number | undefined, text: string): boolean {
  if (status !== undefined) return [400, 401, 403, 440, 498].includes(status);
  return /\b(token|jwt|unauthori[sz]ed|unauthenticated)\b/i.test(text);
}

/** Whether the words of an error possibly ask for a sign-in, if the call had no token. */
export const asksForSignIn = (text: string): boolean =>
  /\b(unauthori[sz]ed|unauthenticated|not (authenticated|signed.in|logged.in)|(authentication|authorization|log.?in|sign.?in|(access |bearer )?token)( is)? (required|needed|missing)|missing (access |bearer )?(token|authorization)|(sign|log) in (first|to))\b/i.test(
    text,
  );

/**
 * The newest version that a refusal of `initialize` names, except the refused version. MCP 2025-11-25 (lifecycle) has an
 * error that lists the versions of the server; some servers list them in words. A time may begin with the same date.
 *
 * @param versions the versions that the client speaks, the newest first. The server has refused the newest.
 */
export const versionNamedIn = (text: string, [, ...versions]: readonly string[]): string | undefined =>
  versions.find((version) => new RegExp(`${version}\\b(?! \\d\\d:)`).test(text));

/** The maximum number of characters of a message. A longer text is cut. */
const LONGEST = 2_000;

/**
 * Reads the message in a body: from a JSON-RPC error, from an OAuth error (RFC 6749 §5.2), from the JSON of common web
 * frameworks, some of which send lists, or from plain text. Reads only the title of a web page.
 */
export function readServerWords(body: string): ServerWords {
  const text = body.trim();
  if (/^<(!doctype|\?xml[^<]{0,200}<html|html|head|body)\b/i.test(text)) {
    const title = /<title[^<>]{0,200}>([^<]{1,300})/i.exec(text)?.[1]?.replace(/\s+/g, ' ').trim();
    return { isPage: true, ...(title && { said: title }) };
  }
  const said = wordsIn(parsed(text)) ?? (/^(\{\s*\}|\[\s*\])$/.test(text) ? '' : text);
  return said ? { said: said.slice(0, LONGEST) } : {};
}

/** The members from `errorSummary` on are those of Okta, AWS and .NET, Descope, AWS Lambda, VK, WeChat, Apigee and Frappe. */
const MEMBERS = [
  ...['error_description', 'message', 'detail', 'msg', 'title', 'description', 'error', 'reason'],
  ...['errorSummary', 'Message', 'errorDescription', 'errorMessage', 'error_message', 'error_msg', 'errmsg'],
  ...['faultstring', 'exception'],
];

/** Objects that contain these members in the responses of some servers. */
const ENVELOPES = ['fault', 'result', 'data', 'response', 'error_response'];

const DEEPEST = 4;

/**
 * The message in the JSON of a refusal: of a JSON-RPC error, of an OAuth error (RFC 6749 §5.2), or of common web
 * frameworks. Some frameworks send lists, and name the wrong member beside the message.
 */
export function wordsIn(json: unknown, depth = 0): string | undefined {
  if (typeof json === 'string') return json || undefined;
  if (typeof json !== 'object' || json === null || depth > DEEPEST) return undefined;
  const wordsOf = (value: unknown) => wordsIn(value, depth + 1);
  if (Array.isArray(json)) return json.map(wordsOf).find((words) => words !== undefined);
  const members = new Map<string, unknown>(Object.entries(json));
  const nested = members.get('error');
  if (typeof nested === 'object' && nested !== null) return wordsOf(nested);
  const inObject = (value: unknown) => (typeof value === 'object' ? wordsOf(value) : undefined);
  const said = MEMBERS.map((name) => wordsOf(members.get(name))).find((words) => words !== undefined);
  const first = wordsOf(Object.values(Object(members.get('errors'))).flat());
  const all = said !== undefined && first !== undefined && !said.includes(first) ? `${said} ${first}` : said;
  const place = placeIn(members.get('loc') ?? members.get('path'));
  if (all !== undefined && place && !all.includes(place)) return `${place}: ${all}`;
  return (
    all ?? first ?? ENVELOPES.map((name) => inObject(members.get(name))).find((words) => words !== undefined)
  );
}

/** The member that a validation error is about: the list `loc` of FastAPI, or the list `path` of Zod. */
function placeIn(path: unknown): string {
  if (!Array.isArray(path)) return '';
  return path.filter((part) => ['string', 'number'].includes(typeof part) && part !== 'body').join('.');
}
