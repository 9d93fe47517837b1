import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { dpopConsent } from './engine/probes/dpop/consent.ts';
import { ProbeConsent } from './ProbeConsent.tsx';
import { SERVER, type TestServers } from './testing/browser.ts';
import { issuerWith } from './testing/changes.ts';
import { examined } from './testing/reports.ts';
import { openTab } from './testing/tab.ts';

it('the consent to the probes says that the MCP server gets a token that is for another resource', async () => {
  const { report } = openTab().openPage();
  await report.examine(SERVER, 'this-app');
  const html = renderToStaticMarkup(<ProbeConsent report={report} onAgreed={() => {}} />);
  expect(html).toContain('send the MCP server a token that was not requested for it');
});

const OTHERS = 'The other probes make keys, too,';
it.each<[TestServers, string | undefined, boolean]>([
  [{}, undefined, false],
  [{ policy: { dpop: 'offered' } }, 'DPoP: 4 probes are about proofs and make a key each, which', false],
  [{ policy: { dpop: 'required' } }, 'DPoP: 4 probes are about proofs and make a key each, which', true],
  [
    { policy: { dpop: 'offered' }, ...issuerWith({ dpop_signing_alg_values_supported: undefined }) },
    'DPoP: One probe is about proofs and makes a key, which',
    false,
  ],
])('the consent at the servers %j says how many probes make keys', async (servers, begins, others) => {
  const text = dpopConsent(await examined(servers));
  expect(text?.slice(0, begins?.length)).toBe(begins);
  expect(text?.includes(` ${OTHERS}`)).toBe(begins && others);
  expect(text ?? '').not.toContain('undefined');
});
