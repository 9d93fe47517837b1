import { describeOAuthError } from '../../oauth/error-descriptions.ts';
import { OAuthError } from '../../oauth/index.ts';
import { useSession } from '../../oauth/react/SessionProvider.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { BlockedByPolicy } from '../BlockedByPolicy.tsx';
import { useIsBlocked } from '../blocked-connections.ts';
import { NeedsPermission } from '../NeedsPermission.tsx';
import { OAuthFailure } from '../OAuthFailure.tsx';
import { ApiError } from './notes-api.ts';

/**
 * Says why a call to the API failed, and what the user can do.
 *
 * @param interrupt stores the call, and returns the path that continues it.
 */
export function ApiFailure({
  error,
  api,
  what,
  interrupt,
}: {
  error: unknown;
  api: string;
  what: string;
  interrupt(): string;
}) {
  const blocked = useIsBlocked(api);
  const { state } = useSession();
  if (error instanceof OAuthError) {
    return error.code === 'insufficient_scope' ? (
      <NeedsPermission
        scopes={error.scopes ?? []}
        what={what}
        interrupt={interrupt}
        afterwards="what you typed is still there if the same person signs in"
      />
    ) : (
      <OAuthFailure error={error} />
    );
  }
  if (error instanceof ApiError) {
    return (
      <Notice tone="bad" title={titleFor(error.status)}>
        <ServerText text={error.message} kind="description" />
        {/* If the token could not be renewed, it may have expired; the panel of the session says so. */}
        {error.status === 401 && !('postponed' in state && state.postponed) && (
          <p className="mt-2">
            Perhaps the token is for another audience than this API. In the settings of this app,{' '}
            <code>VITE_RESOURCE</code> requests the audience, or with some providers{' '}
            <code>VITE_AUTHORIZATION_PARAMETERS=audience=…</code> or a scope of the API in{' '}
            <code>VITE_SCOPES</code>.
          </p>
        )}
      </Notice>
    );
  }
  if (blocked) return <BlockedByPolicy url={api} />;
  return (
    <Notice tone="bad" title="The API could not be reached from this page">
      The reason may be the network, an extension, a missing CORS header or a redirect; the browser does not
      say which. The API has to respond to <code>{location.origin}</code> with{' '}
      <code>Access-Control-Allow-Origin</code>, and to the preflight also with{' '}
      <code>Access-Control-Allow-Headers: authorization, content-type</code>.
    </Notice>
  );
}

function titleFor(status: number): string {
  if (status === 401) return 'The API refused the access token';
  if (status >= 500) return 'The API failed';
  return status < 400 ? 'The API sent an unexpected response' : 'The API refused';
}

export function reasonOf(error: unknown, api: string): string {
  if (error instanceof OAuthError) return describeOAuthError(error).title;
  return error instanceof ApiError ? error.message : `${api} could not be reached from this page.`;
}
