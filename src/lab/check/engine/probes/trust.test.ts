import { expect, it } from 'vitest';
import { both, type EvidenceChange, resource, server } from '../../testing/rare-evidence.ts';
import { examined } from '../../testing/reports.ts';
import type { Trust } from '../trust.ts';
import { trustMissing, trustNeeded } from './trust.ts';

const TOKENS = 'https://tokens.example';
const WIDE = 'https://mcp.example';
const withoutIss = { authorization_response_iss_parameter_supported: false };
const elsewhere = { token_endpoint: `${TOKENS}/token` };
const pushedTo = (origin: string) => ({
  require_pushed_authorization_requests: true,
  pushed_authorization_request_endpoint: `${origin}/par`,
});
const CODE = `The code would go to ${TOKENS}, which is not the origin of the sign-in, and you did not accept that.`;
const RESOURCE = `The token would be valid for ${WIDE}, which covers more than this server, and you did not accept that.`;
const PUSHED =
  'The request would be pushed to https://par.example, which is not the origin of the sign-in (https://as.example). Another request could take its place unseen, because the server does not promise the parameter iss.';

it.each<[string, EvidenceChange, Trust, Trust, string | undefined]>([
  ['no other origin', server(withoutIss), {}, {}, undefined],
  ['no other origin, and more accepted', server({}), {}, { tokenOrigin: TOKENS, resource: WIDE }, undefined],
  ['tokens elsewhere', server({ ...withoutIss, ...elsewhere }), { tokenOrigin: TOKENS }, {}, CODE],
  ['tokens elsewhere, with iss', server(elsewhere), {}, {}, undefined],
  ['tokens at no address', server({ ...withoutIss, token_endpoint: 'no address' }), {}, {}, undefined],
  ['a wider resource', resource({ resource: WIDE }), { resource: WIDE }, {}, RESOURCE],
  ['a wider one, accepted', resource({ resource: WIDE }), { resource: WIDE }, { resource: WIDE }, undefined],
  [
    'a resource without the slash of the server',
    both(resource({ resource: WIDE }), (evidence) => ({ ...evidence, serverUrl: `${WIDE}/` })),
    {},
    {},
    undefined,
  ],
  ['a push elsewhere', server({ ...withoutIss, ...pushedTo('https://par.example') }), {}, {}, PUSHED],
  ['a push elsewhere, with iss', server(pushedTo('https://par.example')), {}, {}, undefined],
  ['a push to the sign-in', server({ ...withoutIss, ...pushedTo('https://as.example') }), {}, {}, undefined],
  [
    'a push to the accepted origin of the tokens',
    server({ ...withoutIss, ...elsewhere, ...pushedTo(TOKENS) }),
    { tokenOrigin: TOKENS },
    { tokenOrigin: TOKENS },
    undefined,
  ],
])('a sign-in needs the expected trust: %s', async (_what, change, needed, accepted, missing) => {
  const evidence = change(await examined());
  expect(trustNeeded(evidence)).toEqual({ tokenOrigin: undefined, resource: undefined, ...needed });
  expect(trustMissing({ ...evidence, accepted })).toBe(missing);
});
