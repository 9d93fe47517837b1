import type { Responder } from './platform.ts';
import { granting, refreshAnswering } from './servers.ts';
import { signedIn } from './signed-in.ts';

export const good = granting({ access_token: 'access-2' });

/** A session whose refresh gets one response, and later another response. */
export async function refreshAnswered(...answers: Responder[]) {
  let refreshes = 0;
  const { session, platform } = await signedIn(
    refreshAnswering((request) => {
      const answer = answers[Math.min(refreshes, answers.length - 1)] ?? good;
      refreshes += 1;
      return answer(request);
    }),
  );
  return { session, platform };
}

export const json =
  (status: number, body: object, headers: HeadersInit = {}): Responder =>
  () =>
    Response.json(body, { status, headers });

/** A row of a table of refusals: its title, and the response with this code in the member `error`. */
export const oauthError = (status: number, error: string): [string, Responder, string] => [
  `${status} ${error}`,
  json(status, { error }),
  error,
];

export const text =
  (status: number, body: string | null): Responder =>
  () =>
    new Response(body, { status });
