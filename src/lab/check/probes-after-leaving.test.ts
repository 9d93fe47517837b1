import { describe, expect, it } from 'vitest';
import { reportAsJson, reportAsMarkdown } from './engine/export.ts';
import type { ProbeId } from './engine/probes/probe.ts';
import { ISSUER } from './testing/browser.ts';
import { responsesFrom, withMembers } from './testing/changes.ts';
import { isResourceMetadata } from './testing/requests.ts';
import { corsJson } from './testing/responses.ts';
import { agreed, everythingIn, foundBy, nextPage, openTab, probed, type Tab } from './testing/tab.ts';

/** Runs a probe, and then leaves the page. @returns the verdict of a rule on the page that follows. */
async function verdictAfterReturn(tab: Tab, probe: ProbeId, rule: string) {
  await probed(tab, probe);
  const { evidence, finding } = await nextPage(tab);
  expect(evidence.probes[probe]?.status).toBe('answered');
  return finding(rule)?.result;
}

describe('a probe in a browser', () => {
  it('keeps the key of a bound code until the response arrives or the person forgets the report', async () => {
    const tab = openTab({ policy: { dpop: 'offered' } });
    const { report } = await agreed(tab);
    await report.run('dpop-code');
    const jkt = new URL(tab.left[0] ?? '').searchParams.get('dpop_jkt') ?? '';
    expect((await tab.keys.get(jkt))?.privateKey.extractable).toBe(false);
    tab.openAddress(await tab.signIn(tab.left[0] ?? ''));
    const { report: next, finding } = await nextPage(tab);
    expect(finding('dpop-code-bound')).toMatchObject({ result: 'pass' });
    expect(await tab.keys.get(jkt)).toBeUndefined();

    await next.run('dpop-code');
    const second = new URL(tab.left[1] ?? '').searchParams.get('dpop_jkt') ?? '';
    expect(await tab.keys.get(second)).toBeDefined();
    next.forget();
    expect(await tab.keys.get(second)).toBeUndefined();
  });

  it('counts as stopped if the page is reloaded while the probe redeems its code', async () => {
    let isReached = false;
    const tab = openTab({
      async instead(request) {
        if (request.method !== 'POST' || !request.url.endsWith('/token')) return undefined;
        if (new URLSearchParams(await request.text()).get('code') === 'not-a-code') return undefined;
        isReached = true;
        return new Promise(() => {});
      },
    });
    await (await agreed(tab)).report.run('right-request');
    tab.openAddress(await tab.signIn(tab.left[0] ?? ''));
    void tab.openPage().report.resume();
    await expect.poll(() => isReached).toBe(true);
    const { evidence, reason } = await nextPage(tab);
    expect(evidence.probes['right-request']?.status).toBe('stopped');
    expect(reason('sign-in-works')).toBe('The probe “The correct request” was stopped.');
  });

  it('revokes its tokens when the person leaves the page, and sends no other request', async () => {
    let isReached = false;
    const revoked: (string | null)[] = [];
    const issued: string[] = [];
    const tab = openTab({
      async instead(request) {
        if (request.url.endsWith('/revoke')) {
          revoked.push(new URLSearchParams(await request.text()).get('token'));
        }
        if ((request.headers.get('Authorization') ?? '').length < 100) return undefined;
        isReached = true;
        return new Promise(() => {});
      },
      async change(request, response) {
        if (request.method !== 'POST' || !request.url.endsWith('/token') || !response.ok) return response;
        const { access_token, refresh_token } = await response.clone().json();
        issued.push(refresh_token, access_token);
        return response;
      },
    });
    await (await agreed(tab)).report.run('right-request');
    tab.openAddress(await tab.signIn(tab.left[0] ?? ''));
    const { report } = tab.openPage();
    void report.resume();
    await expect.poll(() => isReached).toBe(true);
    report.leave();
    await expect.poll(() => revoked).toEqual(issued);
    expect(issued).toHaveLength(2);
    expect((await nextPage(tab)).evidence.probes['right-request']?.status).toBe('stopped');
  });

  it('says that the key of a bound code is gone, and sends no request', async () => {
    const tab = openTab({ policy: { dpop: 'offered' } });
    await (await agreed(tab)).report.run('dpop-code');
    await tab.keys.delete(new URL(tab.left[0] ?? '').searchParams.get('dpop_jkt') ?? '');
    tab.openAddress(await tab.signIn(tab.left[0] ?? ''));
    const { machine, report } = await nextPage(tab);
    expect(report.getSnapshot().failure).toContain('has deleted the key of the probe');
    expect(machine.log.getSnapshot().filter(({ request }) => request.headers.dpop)).toEqual([]);
  });

  it('does not save a code that an error response quotes, so that no later page exports the code', async () => {
    const tab = openTab({
      async instead(request) {
        if (request.method !== 'POST' || !request.url.endsWith('/token')) return undefined;
        const code = new URLSearchParams(await request.text()).get('code');
        const headers = { 'Access-Control-Allow-Origin': '*' };
        return Response.json({ error: `unknown code ${code}` }, { status: 400, headers });
      },
    });
    const { code } = await probed(tab, 'right-request');
    const { machine, evidence, findings } = await nextPage(tab);
    const json = reportAsJson(evidence, findings, machine.log.getSnapshot());
    expect(json).toContain('The token endpoint issued no token for the code: unknown code');
    const markdown = reportAsMarkdown(evidence, findings, machine.log.getSnapshot());
    for (const text of [everythingIn(tab.storage), json, markdown]) {
      for (let at = 0; at + 8 <= code.length; at += 1) expect(text).not.toContain(code.slice(at, at + 8));
    }
  });

  it('has the same verdict after the page was left, although the issuer contains the ID of a tenant', async () => {
    const issuer = 'https://as.example/0f8fad5b-d9cb-469f-a165-70867728950e/v2.0';
    const named = withMembers(isResourceMetadata, { authorization_servers: [issuer] });
    const answers = responsesFrom(issuer);
    const tab = openTab({
      change: async (request, response) => answers(request, await named(request, response)),
      instead: ({ url }) =>
        url.endsWith(`/.well-known/oauth-authorization-server${new URL(issuer).pathname}`)
          ? corsJson({
              issuer,
              authorization_endpoint: `${ISSUER}/authorize`,
              token_endpoint: `${ISSUER}/token`,
              authorization_response_iss_parameter_supported: true,
            })
          : undefined,
    });
    expect(await verdictAfterReturn(tab, 'right-request', 'iss-in-answers')).toBe('pass');
  });

  it('has the same verdict after the page was left, although a token contains a word of the report', async () => {
    const tab = openTab({
      policy: { verifierCheck: 'form only' },
      change: withMembers(({ url }) => url.endsWith('/token'), { device_secret: '7-answered-7' }),
    });
    expect(await verdictAfterReturn(tab, 'wrong-verifier', 'wrong-verifier-refused')).toBe('fail');
  });

  it('counts as having no response when another probe begins', async () => {
    const tab = openTab();
    const { report } = await agreed(tab);
    await report.run('cookies');
    await report.run('plain');
    expect(report.getSnapshot().evidence?.probes.plain?.status).toBe('left');
    await report.run('wrong-verifier');
    const { probes } = foundBy(report).evidence;
    expect(probes.plain?.status).toBe('no response');
    expect(probes.cookies?.status).toBe('answered');
    expect(probes['wrong-verifier']?.status).toBe('left');
    expect([...tab.storage.getSnapshot().keys()].filter((key) => key.startsWith('lab:probe:'))).toHaveLength(
      1,
    );
  });

  it('revokes its tokens', async () => {
    const { machine } = await probed(openTab(), 'no-verifier');
    const last = machine.log.getSnapshot().at(-1);
    expect(last?.request.url).toMatch(/\/revoke$/);
    expect(last?.outcome).toMatchObject({ kind: 'answered', response: { status: 200 } });
  });
});
