import { network } from 'virtual:msw';
import { http } from 'msw/http';
import { pageHeaders } from '../../../mocks/authorization-server/page-headers.ts';
import { SAFE_POLICY } from '../../../mocks/authorization-server/policy.ts';
import { NORTHWIND } from '../../../mocks/tenants.ts';

let served = false;

/**
 * Serves the framed document as a page of the authorization server. A separate response is necessary, because only
 * response headers can forbid framing. The embedding page chooses the policy in the URL, `<issuer>/framed/allowed` or
 * `/refused`, so the document needs nothing from the app. The document is served from the first frame of an attack
 * until this page is closed. The servers of the tab must already run.
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
