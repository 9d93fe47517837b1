import { expect, it } from 'vitest';
import type { TokenRejection } from '../../../mocks/resource-server/presented-token.ts';
import { testExchange } from '../testing/exchange.ts';
import { annotate } from './annotate.ts';
import { bearerRefusalOf } from './bearer-refusal.ts';
import type { Actor, Channel, ServerView } from './exchange.ts';
import { openedAuthorization } from './opened-authorization.ts';

const AS = 'authorization server';

it('the caption of an error cites the specification that applies to its channel and its server', () => {
  const captionOf = (channel: Channel, to: Actor, name = 'error') => {
    const { meaning, reference } = annotate(name, { channel, from: 'client', to });
    return `${meaning} (${reference?.label})`;
  };
  expect(captionOf('back', 'MCP server')).toBe('Why the call was refused (RFC 6750 §3.1)');
  expect(captionOf('back', AS)).toBe('Why the request was refused (RFC 6749 §5.2)');
  expect(captionOf('front', 'client')).toBe('Why there is no code (RFC 6749 §4.1.2.1)');
  expect(captionOf('back', 'MCP server', 'error_description')).toBe(
    'Why the call was refused, in the words of the server (RFC 6750 §3.1)',
  );
});

it.each<[string, Channel, Actor, string, string, boolean]>([
  ['Authorization', 'back', 'MCP server', 'The access token, on every call', 'RFC 6750 §2.1', true],
  ['Authorization', 'back', AS, 'Who asks: a client ID and its secret', 'RFC 6749 §2.3.1', true],
  ['State', 'front', AS, 'Ties the response to this tab', 'RFC 6749 §10.12', false],
])('the caption of %s on the %s channel, to the %s: %s (%s)', (name, channel, to, meaning, label, secret) => {
  const caption = annotate(name, { channel, from: 'client', to });
  expect([caption.meaning, caption.reference?.label, caption.secret]).toEqual([meaning, label, secret]);
});

it('a caption says who sees the value, and says nothing else for an unknown name', () => {
  const back = { channel: 'back', from: 'attacker', to: AS } as const;
  const front = { channel: 'front', from: 'browser', to: AS } as const;
  const unknown = { meaning: '', secret: false };
  expect(annotate('other', back)).toEqual({ ...unknown, seenBy: `attacker · ${AS}` });
  expect(annotate('x', front)).toEqual({ ...unknown, seenBy: `you · history · logs of addresses · ${AS}` });
  expect(annotate('other', front, true)).toEqual({ ...unknown, seenBy: `you · ${AS}` });
});

const refused = (by: 'MCP server' | 'REST API', event: string, detail: string): ServerView => ({
  kind: 'wrote down',
  entry: { atMs: 0, by, event, detail },
});

it.each<[ServerView[], TokenRejection | undefined]>([
  [[], undefined],
  [[refused('MCP server', 'refused', 'expired')], 'expired'],
  [[refused('MCP server', 'refused', 'any other reason')], undefined],
  [[refused('REST API', 'refused', 'expired')], undefined],
  [[refused('MCP server', 'served', 'expired'), refused('MCP server', 'refused', 'revoked')], 'revoked'],
])('the reason of a refused token is the reason that the MCP server logged: %j, %s', (serverView, reason) => {
  expect(bearerRefusalOf({ serverView })).toBe(reason);
});

it('the authorization request of a run is the address that the client opened in the browser', () => {
  const url = 'https://as.example/authorize?state=a';
  const opened = testExchange({ url }, {}, { to: 'browser' });
  const injected = testExchange({}, {}, { from: 'attacker', to: 'browser' });
  expect(openedAuthorization([testExchange(), injected, opened])?.href).toBe(url);
  expect(openedAuthorization([testExchange(), injected])).toBeUndefined();
});
