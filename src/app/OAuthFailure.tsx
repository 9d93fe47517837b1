import { lazy, Suspense } from 'react';
import { describeOAuthError } from '../oauth/error-descriptions.ts';
import type { OAuthError } from '../oauth/index.ts';
import { Notice } from '../ui/Notice.tsx';
import { ServerText } from '../ui/ServerText.tsx';
import { BlockedByPolicy } from './BlockedByPolicy.tsx';
import { useIsBlocked } from './blocked-connections.ts';

// The details load only for a failure that needs them. If the app's own host is unreachable, too, the details do not
// load, but the notice is useful without them.
const CrossOriginDetails = lazy(() =>
  import('./CrossOriginDetails.tsx').catch(() => ({ default: () => undefined })),
);

/** Says what went wrong with a sign-in, and what the user can do. Says which words are the server's own. */
export function OAuthFailure({ error }: { error: OAuthError }) {
  const { title, advice } = describeOAuthError(error);
  const member = error.code === 'id_token_invalid' ? undefined : error.claim;
  const isVerified = error.code !== 'unverified_refusal';
  const blocked = useIsBlocked(error.at);
  // The policy blocks a request before the network, so the policy may be the cause even if the code is `offline`.
  const unanswered = error.code === 'unreachable' || error.code === 'offline';
  if (unanswered && blocked && error.at !== undefined) return <BlockedByPolicy url={error.at} />;
  return (
    <Notice tone="bad" title={title}>
      <p>{advice}</p>
      {error.refusal?.description && (
        <p className="mt-2 text-soft">
          {isVerified ? 'The server says:' : 'It says, unverified:'}{' '}
          <ServerText text={error.refusal.description} kind="value" />
        </p>
      )}
      <dl className="mt-2 grid gap-x-4 empty:hidden sm:grid-cols-[auto_1fr]">
        <Value term="Member" value={member} />
        <Value term="Expected" value={error.expected} />
        <Value term="Found" value={error.found} />
      </dl>
      {error.code === 'unreachable' && (
        <Suspense fallback={null}>
          <CrossOriginDetails error={error} />
        </Suspense>
      )}
      <p className="mt-2 font-mono text-soft text-sm">
        {error.code}
        {error.refusal && (
          <>
            {' · '}
            <ServerText text={error.refusal.error} kind="name" />
          </>
        )}
        {error.at && (
          <>
            {' · '}
            <ServerText text={error.at} kind="value" />
          </>
        )}
      </p>
    </Notice>
  );
}

function Value({ term, value }: { term: string; value: string | undefined }) {
  return value === undefined ? null : (
    <>
      <dt className="text-soft">{term}</dt>
      <dd className="min-w-0 break-all font-mono text-sm">
        <ServerText text={value} kind="value" />
      </dd>
    </>
  );
}
