import { formMessage } from '../../machine/run/token-request.ts';
import { SPEC } from '../../machine/spec-references.ts';
import { membersOf, responseOf } from '../../machine/wire/exchange.ts';
import { bearerClaims } from '../crafting/access-token.ts';
import { refreshRequest, toolCall } from '../crafting/request-template.ts';
import { tolerated } from '../crafting/verdict.ts';
import type { Challenge } from './challenge.ts';
import { ranAsVictim } from './harm.ts';
import { OWN_CLIENT, ownClient, ownRedirectUri, signInToOwnClient } from './own-client.ts';

export const moreThanGranted: Challenge = {
  slug: 'more-than-granted',
  title: 'More than Ada granted',
  situation:
    'Ada let your app Parcels read her notes, and nothing else. You have an access token and a refresh token, both of them yours by right. The tool add_note needs the scope notes:write.',
  goal: 'Write a note into her notebook, with the tool add_note.',
  hints: [
    'Two servers know what Ada granted: the server that issues tokens, and the server that accepts tokens. One of the two servers does not check what she granted.',
    'A refresh may ask for a scope. A tool call sends no scope: the MCP server looks for the scope in the token.',
  ],
  setting: (origin) => ({ clients: [ownClient(origin)] }),
  weaknesses: [
    {
      id: 'scope-grows',
      name: 'The authorization server puts every scope that a refresh asks for into the new token.',
      clause: SPEC.refresh,
      setting: { policy: { refreshScopeLimited: false } },
      refusal: { by: 'authorization server', reason: 'scope not granted', error: 'invalid_scope' },
      letThrough: (exchange) => tolerated(exchange, 'scope not granted'),
      hint: 'Refresh, and ask for both scopes in one parameter, separated by a space.',
    },
    {
      id: 'scope-unchecked',
      name: 'The MCP server runs every tool for every valid token.',
      clause: SPEC.bearerErrors,
      setting: { checkScopes: false },
      refusal: { by: 'MCP server', reason: 'insufficient scope', error: 'insufficient_scope' },
      letThrough: (exchange) => {
        const claims = bearerClaims(exchange);
        return (
          responseOf(exchange)?.status === 200 &&
          claims !== undefined &&
          !claims.scopes.includes('notes:write')
        );
      },
      hint: 'Call add_note with the token that you have.',
    },
  ],
  async prepare(run, notebook) {
    const scope = 'notes:read offline_access';
    const { code, verifier } = await signInToOwnClient(run, { resource: run.resource, scope });
    const form = {
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      client_id: OWN_CLIENT,
      redirect_uri: ownRedirectUri(run.origin),
    };
    await run.send(formMessage(`${run.issuer}/token`, form), 'attacker');
    const [issued] = run.log.getSnapshot().slice(-1);
    const { access_token, refresh_token } = membersOf(issued && responseOf(issued));
    notebook.knows('scope that she granted', 'notes:read');
    notebook.holds('access_token', String(access_token));
    notebook.holds('refresh_token', String(refresh_token));
    return [
      refreshRequest(run, [
        ['refresh_token', ''],
        ['client_id', OWN_CLIENT],
        ['scope', ''],
      ]),
      toolCall(run, { tool: 'add_note', input: { text: 'Mallory was here.' } }),
    ];
  },
  harm: (log) => ranAsVictim(log, 'add_note'),
};
