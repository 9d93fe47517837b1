import { offlineWorldOf } from '../browser.ts';
import { type CallServer, readOutcome } from './page-outcome.ts';
import { keepCookie, withCookie } from './person-cookie.ts';

/** Calls the authorization server, which runs in this page. */
export const callServer: CallServer = async (url, form) => {
  const { authorizationServer } = await offlineWorldOf(url);
  const request = new Request(url, form ? { method: 'POST', body: form } : {});
  const response = await authorizationServer.fetch(await withCookie(request));
  await keepCookie(url, response);
  return readOutcome(response);
};
