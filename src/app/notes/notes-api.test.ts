import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { signedInSession } from '../testing/signed-in.ts';
import { type ApiFetch, createNote, notesQuery } from './notes-api.ts';

const API = 'https://api.example/v1';
const list = (fetch: ApiFetch) => new QueryClient().fetchQuery(notesQuery(fetch, API, 'ada'));

describe('the API of notes', () => {
  it('gets one request for the notes, and the page can abort this request', async () => {
    const asked: [string, RequestInit | undefined][] = [];
    const note = { id: '1', text: 'Mine', written: '2026-11-26T12:00:00Z' };
    const notes = await list(async (url, init) => {
      asked.push([url, init]);
      return Response.json({ notes: [note] });
    });
    expect(notes).toEqual([note]);
    expect(asked.map(([url]) => url)).toEqual([`${API}/notes`]);
    expect(asked[0]?.[1]?.signal).toBeInstanceOf(AbortSignal);
  });

  it('gets a new note as JSON in a POST', async () => {
    let sent: Request | undefined;
    await createNote(
      async (url, init) => {
        sent = new Request(url, init);
        return Response.json({}, { status: 201 });
      },
      API,
      'Mine',
    );
    expect(sent?.method).toBe('POST');
    expect(sent?.headers.get('Content-Type')).toBe('application/json');
    expect(await sent?.json()).toEqual({ text: 'Mine' });
  });

  it('causes an error that quotes its problem document (RFC 9457), or else its HTTP status', async () => {
    const problem = () =>
      new Response('{"title":"No","detail":"A note has a text."}', {
        status: 422,
        headers: { 'Content-Type': 'application/problem+json' },
      });
    await expect(createNote(async () => problem(), API, '')).rejects.toMatchObject({
      status: 422,
      message: 'A note has a text.',
    });
    await expect(list(async () => new Response('<h1>no</h1>', { status: 502 }))).rejects.toThrow(
      `${API}/notes responded with status 502.`,
    );
  });

  it.each([
    ['a bare list', () => Response.json([{ id: '1', text: 'Mine', written: '2026-11-26T12:00:00Z' }])],
    ['a page', () => new Response('<!doctype html>')],
    ['another object', () => Response.json({ items: [] })],
    ['notes without text', () => Response.json({ notes: [{ id: '1' }] })],
  ])('must send { notes: [...] }: %s causes an error that names this format', async (_what, respond) => {
    await expect(list(async () => respond())).rejects.toThrow(
      `${API}/notes did not respond with { "notes": [{ "id", "text", "written" }] }, each a string.`,
    );
  });

  it('gets the access token of the session, which no other address gets', async () => {
    const seen: [string, string | null][] = [];
    const { fetch, getSnapshot } = await signedInSession(
      (request) => {
        seen.push([request.url, request.headers.get('Authorization')]);
        return Response.json({ notes: [] });
      },
      { api: [API] },
    );
    expect(getSnapshot()).toMatchObject({
      status: 'signed-in',
      grant: { identity: { name: 'Ada Lovelace' } },
    });
    await list(fetch);
    await fetch('https://other.example/notes');
    expect(seen).toEqual([
      [`${API}/notes`, 'Bearer access-token'],
      ['https://other.example/notes', null],
    ]);
  });
});
