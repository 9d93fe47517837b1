import { explainCrossOriginFailure } from '../oauth/cross-origin-failure.ts';
import { describeOAuthError } from '../oauth/error-descriptions.ts';
import type { OAuthError } from '../oauth/index.ts';
import { Notice } from '../ui/Notice.tsx';
import { CrossOriginHelp } from './CrossOriginHelp.tsx';

/** What went wrong with a sign-in, and what to do. The server's own words are marked as such. */
export function OAuthFailure({ error }: { error: OAuthError }) {
  const { title, advice } = describeOAuthError(error.code);
  const hidden = explainCrossOriginFailure(error, location.origin);
  return (
    <Notice tone="bad" title={title}>
      <p>{advice}</p>
      {error.refusal?.description && (
        <p className="mt-2 text-soft">
          The server says: <bdi>{error.refusal.description}</bdi>
        </p>
      )}
      {hidden && <CrossOriginHelp failure={hidden} />}
      <p className="mt-2 font-mono text-soft text-sm">
        {error.code}
        {error.refusal && <bdi> · {error.refusal.error}</bdi>}
        {error.at && <bdi> · {error.at}</bdi>}
      </p>
    </Notice>
  );
}
