import { type ReactNode, useState } from 'react';
import { crossOriginNeeds } from '../../oauth/cross-origin-failure.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { accept, accepted } from '../accepted.ts';
import { CrossOriginHelp } from '../CrossOriginHelp.tsx';
import { useServerSessions } from '../server-sessions.ts';
import { AuthorizationServers } from './DiscoveryFailed.tsx';
import { RegisterAndSignIn } from './RegisterAndSignIn.tsx';
import { Scopes } from './Scopes.tsx';
import { TokenPreflight } from './TokenPreflight.tsx';
import type { SignInTarget } from './use-discovery.ts';

/**
 * Shows the result of the discovery, says how the authorization server knows this app, and offers the sign-in.
 *
 * @param returnTo stores the interrupted call, and returns the path at which the sign-in ends.
 * @param onLookAgain discovers again.
 */
export function Findings({
  serverUrl,
  returnTo,
  onLookAgain,
  ...target
}: SignInTarget & { serverUrl: string; returnTo(): string; onLookAgain(): void }) {
  const { discovery } = target;
  const { resource, server } = discovery;
  const { platform } = useServerSessions();
  const { tab } = platform.storage;
  const [signInOrigin, tokenOrigin] = [server.authorizationEndpoint, server.tokenEndpoint].map(
    (url) => new URL(url).origin,
  );
  const elsewhere = signInOrigin === tokenOrigin || server.issParameterSupported ? undefined : tokenOrigin;
  const pair = `${signInOrigin} ${tokenOrigin}`;
  const [acceptedPair, setAcceptedPair] = useState(() => {
    const before = accepted(tab, serverUrl);
    return `${before.signInOrigin} ${before.tokenOrigin}`;
  });
  const isAccepted = elsewhere === undefined || acceptedPair === pair;
  const others = resource.authorizationServers.filter((issuer) => issuer !== server.issuer);
  return (
    <>
      <Panel title="What was found" foot={<Button onClick={onLookAgain}>Look again</Button>}>
        <dl className="grid gap-x-6 sm:grid-cols-[auto_1fr] sm:gap-y-2">
          <Row term="MCP server calls itself">
            <Value>{resource.resource}</Value>
          </Row>
          <Row term="Authorization server">
            <Value>{server.issuer}</Value>
            {others.length > 0 && (
              <AuthorizationServers
                issuers={others}
                onChosen={(issuer) => {
                  accept(tab, serverUrl, { authorizationServer: issuer });
                  onLookAgain();
                }}
              />
            )}
          </Row>
          <Row term="You sign in at">
            {/* A query in this URL may demand more than scopes, for example `audience` or `authorization_details`. */}
            <Value>
              {new URL(server.authorizationEndpoint).search
                ? server.authorizationEndpoint
                : (signInOrigin ?? '')}
            </Value>
          </Row>
          <Row term="The code goes to">
            <Value>{tokenOrigin ?? ''}</Value>
          </Row>
          <Row term="Scopes asked for">
            <Scopes discovery={discovery} serverUrl={serverUrl} />
          </Row>
          <Row term="PKCE">S256 is advertised</Row>
          <Row term="Issuer in its responses">
            {server.issParameterSupported
              ? 'promised, and required here'
              : 'not promised; this app uses a separate redirect URI for responses from this issuer'}
          </Row>
        </dl>
      </Panel>
      <DiscoveryWarnings {...discovery} serverUrl={serverUrl} />
      {elsewhere !== undefined && (
        <Notice tone="wait" title="You sign in at one origin, and the code goes to another">
          Some providers are built like this. A hostile server can look the same: it sends you to the sign-in
          page of an honest server, wants the code for itself, and does not promise the parameter that would
          reveal the attack. Go on only if <Value>{elsewhere}</Value> belongs to the operator of{' '}
          <Value>{signInOrigin ?? ''}</Value>.
          {!isAccepted && (
            <div className="mt-3">
              <Button
                onClick={() => {
                  accept(tab, serverUrl, { tokenOrigin: elsewhere, signInOrigin });
                  setAcceptedPair(pair);
                }}
              >
                Send the code there
              </Button>
            </div>
          )}
        </Notice>
      )}
      {isAccepted && (
        <TokenPreflight>
          <RegisterAndSignIn
            {...target}
            serverUrl={serverUrl}
            returnTo={returnTo}
            onLookAgain={onLookAgain}
          />
        </TokenPreflight>
      )}
    </>
  );
}

/** Tells the user and the operator of the server which mistakes of the server the discovery tolerated. */
function DiscoveryWarnings({
  challengeRead,
  withoutToken,
  unusableHint,
  server,
  serverUrl,
}: SignInTarget['discovery'] & { serverUrl: string }) {
  const { tab } = useServerSessions().platform.storage;
  const { issuerAtOrigin } = accepted(tab, serverUrl);
  const isAtOrigin = issuerAtOrigin && new URL(server.issuer).origin === new URL(serverUrl).origin;
  return (
    <>
      {unusableHint !== undefined && (
        <Notice tone="info" title="The challenge of the MCP server leads nowhere">
          It names <Value>{unusableHint}</Value>, where this page found no resource metadata. The
          authorization server was found in another way. Tell the operator: other clients may stop here.
        </Notice>
      )}
      {isAtOrigin && (
        <Notice
          tone="wait"
          title="This app may look for the authorization server at the origin, as MCP 2025-03-26 required"
        >
          If the MCP server publishes no resource metadata, only the common origin shows that the MCP server
          and the authorization server belong together.
        </Notice>
      )}
      {!challengeRead && withoutToken !== 'served' && (
        <Notice tone="info" title="The challenge of the MCP server could not be read">
          {withoutToken === 'hidden'
            ? 'The browser hides the whole response of the MCP server from this page. If it hides every response, and not only this refusal, you can sign in here, but no call will work afterwards.'
            : 'Its WWW-Authenticate header is missing, has no Bearer challenge, or is hidden from this origin: the server then has to respond with Access-Control-Expose-Headers: WWW-Authenticate.'}{' '}
          The authorization server was found in another way. The challenge may name scopes and another
          location, which this page does not know.
          {withoutToken === 'hidden' && (
            <CrossOriginHelp failure={crossOriginNeeds('challenge', serverUrl, location.origin)} />
          )}
        </Notice>
      )}
    </>
  );
}

function Row({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-soft">{term}</dt>
      <dd className="mb-3 min-w-0 break-words sm:mb-0">{children}</dd>
    </>
  );
}

function Value({ children }: { children: string }) {
  return (
    <code className="break-all">
      <ServerText text={children} kind="value" />
    </code>
  );
}
