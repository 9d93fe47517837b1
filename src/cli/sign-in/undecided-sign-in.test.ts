import { describe, expect, it } from 'vitest';
import { PAGE } from '../../lab/check/testing/browser.ts';
import { withFormParameters, withMembers } from '../../lab/check/testing/changes.ts';
import { atTokenEndpoint, callsWithToken } from '../../lab/check/testing/requests.ts';
import { bare, oauthError } from '../../lab/check/testing/responses.ts';
import { isRegistration, NOBODY_ANSWERS, REGISTERING, run } from '../testing/sign-in-run.ts';

describe('the probes of --sign-in', () => {
  it('that were interrupted prove no sign-in: the verdict does not say that a sign-in works', async () => {
    let interrupt = () => {};
    const { report } = await run(['--yes'], REGISTERING, {
      onInterrupt(listener) {
        interrupt = listener;
        return () => {};
      },
      async openListener({ path }) {
        return {
          redirectUri: `http://127.0.0.1:49152${path}`,
          responseTo: () => new Promise(() => interrupt()),
          close() {},
        };
      },
    });
    expect(report.ending.untested).toEqual(['The check was interrupted.']);
    expect(report.verdict.text).not.toContain('A page can sign in here.');
  });

  it('that get no response prove nothing: the check ends with 2, and says so', async () => {
    let pages = 0;
    const { code, stdout, report } = await run(['--yes'], REGISTERING, {
      async openBrowser() {
        pages += 1;
        return true;
      },
      ...NOBODY_ANSWERS,
    });
    const why = 'The probe “The correct request” got no response. The page in the browser may say why';
    expect(report.ending.untested).toEqual([expect.stringContaining(why)]);
    expect(stdout).toContain(why);
    expect([code, pages]).toEqual([2, 1]);
  });

  it('report a response without the state of their request, and end with 2', async () => {
    let strayed = () => {};
    const { code, report } = await run(['--yes', '--only', 'sign-in-works'], REGISTERING, {
      openListener: async ({ path }) => ({
        redirectUri: `http://127.0.0.1:49152${path}`,
        responseTo(_isOwn, called = () => {}) {
          strayed = called;
          return new Promise(() => {});
        },
        close() {},
      }),
      async openBrowser() {
        strayed();
        return true;
      },
      ...NOBODY_ANSWERS,
    });
    expect(report.ending.untested[0]).toBe(
      'The probe “The correct request” got no response. A response without the state of the request was ignored.',
    );
    const finding = report.findings.find(({ rule }) => rule === 'sign-in-works');
    expect(finding).toMatchObject({ reason: expect.stringContaining('without the state of the request') });
    expect(code).toBe(2);
  });

  it('report the redirect URI that the server registered in place of theirs, if they get no response', async () => {
    const registering = withMembers(isRegistration, { redirect_uris: ['http://localhost/callback'] });
    const { code, report } = await run(
      ['--yes', '--only', 'sign-in-works'],
      { ...REGISTERING, change: registering },
      { openBrowser: async () => true, ...NOBODY_ANSWERS },
    );
    expect(report.ending.untested[1]).toContain(
      'with http://localhost/callback, so it may refuse the sign-in.',
    );
    expect(code).toBe(2);
  });

  it('end the check with 2 if no call with a token is served', async () => {
    const { code, report } = await run(['--yes'], {
      ...REGISTERING,
      instead: callsWithToken(() => bare(404)),
    });
    expect(report.verdict.text).toContain('no call with the token was served');
    expect(report.ending.says).toContain('The probes decided none of the rules about calls with a token.');
    expect(code).toBe(2);
  });

  it('end the check with 2 if they cannot judge a correct sign-in, because a named client possibly needs a secret', async () => {
    const args = ['--yes', '--client-id', 'this-app', '--redirect-uri', 'http://127.0.0.1:49152/callback'];
    const { code, result, report } = await run([...args, '--only', 'sign-in-works,tokens-not-kept'], {
      instead: atTokenEndpoint(() => oauthError('invalid_client', 401)),
      tamper: withFormParameters(({ url }) => url.includes('/authorize'), {
        redirect_uri: `${PAGE}/callback`,
      }),
      change(_request, response) {
        const location = response.headers.get('Location')?.replace(`${PAGE}/`, 'http://127.0.0.1:49152/');
        return location ? new Response(null, { status: 303, headers: { Location: location } }) : response;
      },
    });
    expect(report.ending.says).toContain('possibly needs a secret');
    expect([code, result('sign-in-works')]).toEqual([2, 'not tested']);
  });

  it('end the check with 2 if the server refuses everything after the first exchange, so that no rule about the exchange of a code is decided', async () => {
    let exchanges = 0;
    const { code, report, result } = await run(['--yes'], {
      ...REGISTERING,
      instead: atTokenEndpoint((form) => {
        if (form.get('code') === 'not-a-code') return undefined;
        exchanges += 1;
        return exchanges > 1 ? oauthError('invalid_grant') : undefined;
      }),
    });
    expect(result('sign-in-works')).toBe('kept');
    expect(report.ending.says).toContain(
      'The probes decided none of the rules about the exchange of a code.',
    );
    expect(code).toBe(2);
  });
});
