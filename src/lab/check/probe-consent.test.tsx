import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { ProbeConsent } from './ProbeConsent.tsx';
import { SERVER } from './testing/browser.ts';
import { openTab } from './testing/tab.ts';

it('the consent to the probes says that the MCP server gets a token that was not requested for it', async () => {
  const { report } = openTab().openPage();
  await report.examine(SERVER, 'this-app');
  const html = renderToStaticMarkup(<ProbeConsent report={report} onAgreed={() => {}} />);
  expect(html).toContain('send the MCP server a token that was not requested for it');
});
