import { describe, expect, it } from 'vitest';
import { crossOrigin } from '../cross-origin.ts';

const PAGE = 'https://app.example';
const URL_ELSEWHERE = 'https://api.example/notes';

/** A request of the page, a simple one unless it has an Authorization header. */
function request({ url = URL_ELSEWHERE, authorized = false, method = 'GET' } = {}) {
  const headers = new Headers(authorized ? { Authorization: 'Bearer access' } : {});
  return { url, method, headers, body: '' };
}

const allowing = (headers: Record<string, string> = {}, status = 200) =>
  new Response(null, { status, headers: { 'Access-Control-Allow-Origin': PAGE, ...headers } });

describe('a browser between a page and a server of another origin (Fetch §3.3)', () => {
  it.each([
    ['no header', new Response(null)],
    [
      'another origin',
      new Response(null, { headers: { 'Access-Control-Allow-Origin': 'https://b.example' } }),
    ],
    ['a redirect', allowing({ Location: '/' }, 302)],
  ])('shows the page nothing of a response with %s', async (_, response) => {
    await expect(crossOrigin(PAGE, () => response)(request())).rejects.toThrow(TypeError);
  });

  it('sends the origin of the page', async () => {
    const seen: Request[] = [];
    await crossOrigin(PAGE, (sent) => {
      seen.push(sent);
      return allowing();
    })(request());
    expect(seen.map(({ headers }) => headers.get('Origin'))).toEqual([PAGE]);
  });

  it.each([
    ['does not answer', new Response(null, { status: 404 })],
    ['allows no header', allowing()],
    ['allows another header', allowing({ 'Access-Control-Allow-Headers': 'content-type' })],
    // Fetch: Authorization has to be named.
    ['allows any header', allowing({ 'Access-Control-Allow-Headers': '*' })],
    ['refuses', allowing({ 'Access-Control-Allow-Headers': 'authorization' }, 403)],
  ])('sends no Authorization to a server whose preflight %s', async (_, preflight) => {
    const methods: string[] = [];
    const page = crossOrigin(PAGE, (sent) => {
      methods.push(sent.method);
      return sent.method === 'OPTIONS' ? preflight : allowing();
    });
    await expect(page(request({ authorized: true }))).rejects.toThrow(TypeError);
    expect(methods).toEqual(['OPTIONS']);
  });

  it('sends a preflight for a method that is not simple', async () => {
    const remove = request({ method: 'DELETE' });
    await expect(crossOrigin(PAGE, () => allowing())(remove)).rejects.toThrow(TypeError);
    const page = crossOrigin(PAGE, () => allowing({ 'Access-Control-Allow-Methods': 'GET, DELETE' }));
    expect((await page(remove)).status).toBe(200);
  });

  it('hides the response headers that the server does not expose', async () => {
    const headers = { 'WWW-Authenticate': 'Bearer', 'Content-Type': 'text/plain', 'X-Shown': 'yes' };
    const page = crossOrigin(PAGE, () =>
      allowing({ ...headers, 'Access-Control-Expose-Headers': 'X-Shown' }),
    );
    const response = await page(request());
    expect([...response.headers.keys()].sort()).toEqual(['content-type', 'x-shown']);
  });

  it('does not change requests to the page’s own origin', async () => {
    const page = crossOrigin(PAGE, () => new Response('own', { headers: { 'X-Own': 'yes' } }));
    const response = await page(request({ url: `${PAGE}/token`, authorized: true }));
    expect(response.headers.get('X-Own')).toBe('yes');
  });
});
