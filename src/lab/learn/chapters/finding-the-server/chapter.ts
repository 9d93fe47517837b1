import { choiceOn } from '../../../machine/decisions.ts';
import { type Exchange, membersOf, responseOf } from '../../../machine/wire/exchange.ts';
import { openedAuthorization } from '../../../machine/wire/opened-authorization.ts';
import type { Chapter } from '../chapter.ts';
import type { Criterion } from '../criterion.ts';
import { mcpRequests, runsOf } from '../evidence.ts';
import { conclusionOn, DOCUMENTS, WENT_ON } from './documents.ts';
import { PREDICTION } from './prediction.ts';

export const SHOWN = {
  honest: 'with the honest document the client went on',
  withoutS256: 'without S256 the client stopped',
  otherIssuer: 'with the document of another issuer the client stopped',
} as const;

function shownMetadata(run: readonly Exchange[]): Record<string, unknown> | undefined {
  const fetched = run.find(({ request }) => request.url.includes('/.well-known/oauth-authorization-server'));
  return fetched && membersOf(responseOf(fetched));
}

const offersS256 = ({ code_challenge_methods_supported: methods }: Record<string, unknown>) =>
  Array.isArray(methods) && methods.includes('S256');

export const findingTheServer: Chapter = {
  slug: 'finding-the-server',
  number: 7,
  title: 'Finding the server',
  shows: {
    that: 'a client goes on only with the metadata of the server that it asked, and only with S256',
    by: SHOWN.withoutS256,
  },
  question: 'How does the client find the server?',
  facts: ['F19', 'F20'],
  prediction: PREDICTION,
  proof(log, decisions) {
    // Only runs of the client count: discovery by hand does not show what the client decides.
    const ofClient = runsOf(log).filter((run) => mcpRequests(run, 'tools/list').length > 0);
    const runs = ofClient.map((run) => ({
      metadata: shownMetadata(run),
      issuer: shownIssuer(run),
      went: openedAuthorization(run) !== undefined,
    }));
    const criterion = (
      text: string,
      matches: (metadata: Record<string, unknown>, issuer: unknown) => boolean,
      conclusion: string,
    ): Criterion => {
      const shown = runs.some(
        (run) => run.metadata && matches(run.metadata, run.issuer) && run.went === (conclusion === WENT_ON),
      );
      const concluded = DOCUMENTS.some(
        (document) => choiceOn(decisions, conclusionOn(document)) === conclusion,
      );
      return { text, met: shown && concluded, ...(shown && concluded && { evidence: conclusion }) };
    };
    return [
      criterion(
        SHOWN.honest,
        (metadata, issuer) => offersS256(metadata) && metadata.issuer === issuer,
        WENT_ON,
      ),
      criterion(SHOWN.withoutS256, (metadata) => !offersS256(metadata), 'pkce_unsupported'),
      criterion(
        SHOWN.otherIssuer,
        (metadata, issuer) => offersS256(metadata) && metadata.issuer !== issuer,
        'issuer_mismatch',
      ),
    ];
  },
  hints: [
    'A client that goes on with an untrustworthy document sends its user to the author of that document. Watch whether and where the browser goes.',
  ],
};

function shownIssuer(run: readonly Exchange[]): unknown {
  const fetched = run.find(({ request }) => request.url.includes('/.well-known/oauth-protected-resource'));
  const servers: unknown = membersOf(fetched && responseOf(fetched)).authorization_servers;
  return Array.isArray(servers) ? servers[0] : undefined;
}
