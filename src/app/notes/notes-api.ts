import { queryOptions } from '@tanstack/react-query';

/** The type of `session.fetch`, which adds the access token to requests to the API. */
export type ApiFetch = (input: string, init?: RequestInit) => Promise<Response>;

export interface Note {
  id: string;
  text: string;
  /** The time at which the API stored the note (RFC 3339). */
  written: string;
}

/** The API sent an error status, or JSON of another form. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }
}

export function notesQuery(fetch: ApiFetch, api: string, person: string) {
  return queryOptions({
    queryKey: ['notes', api, person],
    queryFn: async ({ signal }): Promise<readonly Note[]> => {
      const url = `${api}/notes`;
      const json: unknown = await call(fetch, url, { signal });
      const { notes }: { notes?: unknown } = Object(json);
      if (Array.isArray(notes) && notes.every(isNote)) return notes;
      throw new ApiError(
        200,
        `${url} did not respond with { "notes": [{ "id", "text", "written" }] }, each a string.`,
      );
    },
    retry: false,
    refetchOnWindowFocus: false,
    // The cache drops the notes as soon as no page shows them. If no server names the user, every user has the same key
    // in the cache, and the next user must not see these notes.
    gcTime: 0,
  });
}

export async function createNote(fetch: ApiFetch, api: string, text: string): Promise<void> {
  await call(fetch, `${api}/notes`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ text }),
  });
}

/** @throws ApiError for a status that is not 2xx, with the `detail` of a problem document (RFC 9457). */
async function call(fetch: ApiFetch, url: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, { ...init, headers: { Accept: 'application/json', ...init.headers } });
  const json: unknown = await response.json().catch(() => undefined);
  if (response.ok) return json;
  const { detail }: { detail?: unknown } = Object(json);
  const { status } = response;
  throw new ApiError(status, typeof detail === 'string' ? detail : `${url} responded with status ${status}.`);
}

function isNote(value: unknown): value is Note {
  const { id, text, written }: Partial<Record<keyof Note, unknown>> = Object(value);
  return [id, text, written].every((member) => typeof member === 'string');
}
