import { network } from 'virtual:msw';
import { http } from 'msw/http';
import { pageHeaders } from '../../../mocks/authorization-server/page-headers.ts';
import { SAFE_POLICY } from '../../../mocks/authorization-server/policy.ts';
import { NORTHWIND } from '../../../mocks/places.ts';

let served = false;

/**
 * Serves the framed document as a page of the authorization server, with headers of its own: only headers keep it
 * out of a frame. The policy stands in the address, `<issuer>/framed/allowed` or `/refused`, and whoever frames the
 * page writes it; so the document is one that holds nothing of the app. Served from when an attack opens a frame,
 * for as long as that page is open. The servers of the tab must answer by then.
 */
export function serveFramedDocument(): void {
  if (served) return;
  served = true;
  network.use(
    http.get(`${NORTHWIND.issuer}/framed/:framing`, async ({ params }) => {
      const document = await fetch(`${import.meta.env.BASE_URL}src/lab/attack/framed/index.html`);
      const framing = params.framing === 'allowed' ? 'allowed' : SAFE_POLICY.framing;
      return new Response(await document.text(), { headers: pageHeaders(document.headers, { framing }) });
    }),
  );
}
