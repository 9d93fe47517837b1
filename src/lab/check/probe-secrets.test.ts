import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { curlOf } from '../machine/wire/curl.ts';
import { exportHar } from '../machine/wire/har.ts';
import { redactionOf } from '../machine/wire/redact.ts';
import { bugReport } from './engine/bug-report.ts';
import { reportAsJson, reportAsMarkdown } from './engine/export.ts';
import { MessageText } from './MessageDetails.tsx';
import { everythingIn, openTab, probed } from './testing/tab.ts';

/** The private member of the key in a proof, if it has one. */
function privateKeyIn(proof: string): string | undefined {
  const [header = ''] = proof.split('.');
  try {
    return Object(JSON.parse(Buffer.from(header, 'base64url').toString())).jwk?.d;
  } catch {
    return undefined;
  }
}

describe('a probe in a browser', () => {
  it.each(['refresh', 'right-request'] as const)('(%s) leaves no secret in tab or file', async (id) => {
    const tab = openTab();
    const { machine, evidence, findings, code } = await probed(tab, id);
    const raw = JSON.stringify(machine.log.getSnapshot());
    const secrets = [
      code,
      ...(raw.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? []),
      ...[...raw.matchAll(/(?:code_verifier|refresh_token)=([\w-]{20,})/g)].map(([, secret]) => secret ?? ''),
    ];
    expect(secrets.length).toBeGreaterThan(4);
    const files = [
      everythingIn(tab.storage),
      exportHar(machine.log.getSnapshot()),
      reportAsJson(evidence, findings),
      reportAsMarkdown(evidence, findings),
    ];
    for (const file of files) {
      for (const secret of secrets) expect(file).not.toContain(secret);
    }
  });

  it.each(['right-request', 'dpop-token-endpoint', 'dpop-code', 'dpop-refresh', 'dpop-server'] as const)(
    '(%s) leaves no proof, token or key in the tab, in a file or in a command, even if bound tokens are required',
    async (id) => {
      const tab = openTab({ policy: { dpop: 'required' } });
      const { machine, report, evidence, findings } = await probed(tab, id);
      expect(report.getSnapshot().failure).toBeUndefined();
      const log = machine.log.getSnapshot();
      const raw = JSON.stringify(log);
      const proofs = log.flatMap(({ request }) => request.headers.dpop?.split(', ') ?? []);
      const parts = proofs.flatMap((proof) => proof.split('.').slice(1));
      const privateKeys = proofs.flatMap((proof) => privateKeyIn(proof) ?? []);
      const secrets = [
        ...parts.filter((part) => part.length > 20),
        ...privateKeys,
        ...(raw.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? []),
      ];
      expect(secrets.length).toBeGreaterThan(5);
      expect(new Set(privateKeys).size).toBe(id === 'dpop-token-endpoint' || id === 'dpop-server' ? 1 : 0);
      const redaction = redactionOf(log);
      const files = [
        everythingIn(tab.storage),
        exportHar(log),
        reportAsJson(evidence, findings, log),
        reportAsMarkdown(evidence, findings, log),
        bugReport(evidence, findings, log),
        ...log.map((exchange) => curlOf(redaction.exchange(exchange).request) ?? ''),
        ...log.map((exchange) => renderToStaticMarkup(createElement(MessageText, { exchange, log }))),
      ];
      for (const file of files) expect(secrets.filter((secret) => file.includes(secret))).toEqual([]);
    },
  );
});
