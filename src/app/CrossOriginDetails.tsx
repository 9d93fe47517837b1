import { explainCrossOriginFailure } from '../oauth/cross-origin-failure.ts';
import type { OAuthError } from '../oauth/index.ts';
import { CrossOriginHelp } from './CrossOriginHelp.tsx';

/** The browser hid a response. Says what the operator of the server has to add, so that this page can read it. */
export default function CrossOriginDetails({ error }: { error: OAuthError }) {
  const failure = explainCrossOriginFailure(error, location.origin);
  return failure && <CrossOriginHelp failure={failure} />;
}
