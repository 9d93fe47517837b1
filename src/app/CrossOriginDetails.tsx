import { explainCrossOriginFailure } from '../oauth/cross-origin-failure.ts';
import type { OAuthError } from '../oauth/index.ts';
import { CrossOriginHelp } from './CrossOriginHelp.tsx';

/** What the operator of a server has to add, for a request whose response the browser hid from this page. */
export default function CrossOriginDetails({ error }: { error: OAuthError }) {
  const failure = explainCrossOriginFailure(error, location.origin);
  return failure && <CrossOriginHelp failure={failure} />;
}
