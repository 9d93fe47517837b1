import type { Run } from '../../machine/run/run.ts';
import type { WireMessage } from '../../machine/wire/exchange.ts';

/** A parameter of a request. A parameter without a value is not sent. */
export type Parameter = readonly [name: string, value: string];

/** A request to fill in: its initial parameters, and the message that is made from the parameters. */
export interface RequestTemplate {
  label: string;
  /** Says where the request goes, and who sends it. */
  about: string;
  /** `victim`: the victim opens this link, signs in, and allows what the link asks for. */
  sentBy: 'attacker' | 'victim';
  parameters: readonly Parameter[];
  message(parameters: readonly Parameter[]): WireMessage;
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' };

function encode(parameters: readonly Parameter[]): string {
  const sent = parameters.filter(([name, value]) => name !== '' && value !== '');
  return new URLSearchParams(sent.map(([name, value]) => [name, value])).toString();
}

/** A form that the attacker posts to the authorization server. */
export function formTemplate(
  url: string,
  { label, about, parameters }: Pick<RequestTemplate, 'label' | 'about' | 'parameters'>,
): RequestTemplate {
  return {
    label,
    about,
    parameters,
    sentBy: 'attacker',
    message: (changed) => ({ method: 'POST', url, headers: FORM, body: encode(changed) }),
  };
}

const EMPTY_EXCHANGE = ['code', 'code_verifier', 'client_id', 'redirect_uri'].map(
  (name) => [name, ''] as const,
);

/** The token request that exchanges a code, with its parameters and their initial values. */
export function tokenRequest(
  { issuer }: Run,
  parameters: readonly Parameter[] = EMPTY_EXCHANGE,
): RequestTemplate {
  return formTemplate(`${issuer}/token`, {
    label: 'Token request',
    about: 'POST /token, from your machine',
    parameters: [['grant_type', 'authorization_code'], ...parameters],
  });
}

export function refreshRequest({ issuer }: Run, parameters: readonly Parameter[]): RequestTemplate {
  return formTemplate(`${issuer}/token`, {
    label: 'Refresh request',
    about: 'POST /token, from your machine',
    parameters: [['grant_type', 'refresh_token'], ...parameters],
  });
}

/** An authorization request that the victim opens. */
export function link({ issuer }: Run, parameters: readonly Parameter[]): RequestTemplate {
  return {
    label: 'Link for Ada',
    about: 'GET /authorize, opened by Ada, who signs in and allows access',
    parameters,
    sentBy: 'victim',
    message: (changed) => ({
      method: 'GET',
      url: `${issuer}/authorize?${encode(changed)}`,
      headers: {},
      body: '',
    }),
  };
}

/** A tool call to the MCP server, without `initialize`. */
export function toolCall(
  { resource }: Run,
  { tool = 'whoami', input = {} }: { tool?: string; input?: Record<string, unknown> } = {},
): RequestTemplate {
  return {
    label: 'Tool call',
    about: 'POST /mcp, from your machine',
    sentBy: 'attacker',
    parameters: [
      ['access_token', ''],
      ['tool', tool],
      ['arguments', JSON.stringify(input)],
    ],
    message(parameters) {
      const { access_token = '', tool = '', arguments: text = '' } = Object.fromEntries(parameters);
      return {
        method: 'POST',
        url: resource,
        headers: {
          accept: 'application/json, text/event-stream',
          'content-type': 'application/json',
          ...(access_token && { authorization: `Bearer ${access_token}` }),
        },
        body: JSON.stringify({
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: { name: tool, arguments: readJson(text) },
        }),
      };
    },
  };
}

/** Parses a JSON text. Returns any other text as it is, so that the server refuses the arguments with an error. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text || '{}');
  } catch {
    return text;
  }
}
