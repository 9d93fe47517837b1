import { answerTo } from '../../../machine/answers.ts';
import { answerOf, type Exchange, membersOf } from '../../../machine/wire/exchange.ts';
import { openedAuthorization } from '../../../machine/wire/opened-authorization.ts';
import type { Chapter, Claim } from '../chapter.ts';
import { mcpRequests, runsOf } from '../evidence.ts';
import { onceSent } from '../hints.ts';
import { DOCUMENTS, questionOf } from './documents.ts';

/** The authorization server metadata that a run was shown. */
function shownMetadata(run: readonly Exchange[]): Record<string, unknown> | undefined {
  const fetched = run.find(({ request }) => request.url.includes('/.well-known/oauth-authorization-server'));
  return fetched && membersOf(answerOf(fetched));
}

const offersS256 = ({ code_challenge_methods_supported: methods }: Record<string, unknown>) =>
  Array.isArray(methods) && methods.includes('S256');

export const findingTheServer: Chapter = {
  slug: 'finding-the-server',
  number: 7,
  title: 'Finding the server',
  question: 'How does the client find the server?',
  facts: ['F19', 'F20'],
  proof(log, answers) {
    // What was walked by hand shows what there is to find, and nothing of what a client makes of it.
    const ofClient = runsOf(log).filter((run) => mcpRequests(run, 'tools/list').length > 0);
    const runs = ofClient.map((run) => ({
      metadata: shownMetadata(run),
      issuer: shownIssuer(run),
      went: openedAuthorization(run) !== undefined,
    }));
    const claim = (
      text: string,
      matches: (metadata: Record<string, unknown>, issuer: unknown) => boolean,
      went: boolean,
    ): Claim => ({
      text,
      met: runs.some((run) => run.metadata && matches(run.metadata, run.issuer) && run.went === went),
    });
    return [
      claim(
        'with the honest document the client went on',
        (metadata, issuer) => offersS256(metadata) && metadata.issuer === issuer,
        true,
      ),
      claim('without S256 it stopped', (metadata) => !offersS256(metadata), false),
      claim(
        'with the document of another issuer it stopped',
        (metadata, issuer) => offersS256(metadata) && metadata.issuer !== issuer,
        false,
      ),
      ...DOCUMENTS.map((document) => ({
        text: `${document.name} was judged rightly`,
        met: answerTo(answers, questionOf(document)) === document.right,
      })),
    ];
  },
  hints: [
    {
      text: 'A client that goes on with a document it should not trust sends its user to whoever wrote it. Watch where the browser goes, if it goes at all.',
      unlocked: onceSent,
    },
  ],
};

/** The issuer that the MCP server named in a run. */
function shownIssuer(run: readonly Exchange[]): unknown {
  const fetched = run.find(({ request }) => request.url.includes('/.well-known/oauth-protected-resource'));
  const servers: unknown = membersOf(fetched && answerOf(fetched)).authorization_servers;
  return Array.isArray(servers) ? servers[0] : undefined;
}
