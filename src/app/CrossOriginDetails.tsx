import { explainCrossOriginFailure } from '../oauth/cross-origin-failure.ts';
import type { OAuthError } from '../oauth/index.ts';
import { CrossOriginHelp } from './CrossOriginHelp.tsx';

/** Says what the operator of a server has to add, so that this page can read a response that the browser hid. */
export default function CrossOriginDetails({ error }: { error: OAuthError }) {
  const failure = explainCrossOriginFailure(error, location.origin);
  return (
    failure && (
      <>
        {failure.step.startsWith('token request') && (
          <p className="mt-2">
            The browser would hide a refusal in the same way. If this persists while other pages load, the
            authorization server may refuse this session: sign in again, if necessary after a sign-out.
          </p>
        )}
        <CrossOriginHelp failure={failure} />
      </>
    )
  );
}
