import type { APIRequestContext } from 'playwright/test';
import { APP } from './addresses.ts';
import { REQUEST_LOG_PATH } from './servers/listen.ts';
import type { LoggedRequest } from './servers/request-log.ts';

/** The requests that the pages of an app have sent to a server, as the server logged them. */
export async function requestsTo(
  request: APIRequestContext,
  server: string,
  app = APP,
): Promise<LoggedRequest[]> {
  const log: LoggedRequest[] = await (await request.get(new URL(REQUEST_LOG_PATH, server).href)).json();
  return log.filter(({ origin }) => origin === app);
}
