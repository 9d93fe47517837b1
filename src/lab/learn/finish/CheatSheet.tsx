import type { ReactNode } from 'react';
import { STEPS } from '../../machine/panes/steps.ts';

/** What each value of the flow stops, and who checks it. */
const STOPS: readonly [value: string, stops: string, checkedBy: string, clause: string][] = [
  [
    'code_verifier',
    'a code that was read or injected, redeemed without the verifier of its own request',
    'the token endpoint',
    'RFC 7636 §4.6',
  ],
  ['state', 'a forged callback: a response that this tab did not ask for', 'the client', 'RFC 6749 §10.12'],
  ['iss', 'a mix-up: the response of another authorization server', 'the client', 'RFC 9207 §2.4'],
  ['nonce', 'an ID token of another sign-in', 'the client', 'OpenID Connect Core §3.1.3.7'],
  [
    'redirect_uri',
    'a code that goes to an address of the attacker’s choice',
    'the authorization server, as a whole string',
    'RFC 9700 §4.1.3',
  ],
  ['aud, resource', 'a token for one server, used at another server', 'the resource server', 'RFC 8707 §2'],
  [
    'rotation',
    'a stolen refresh token: its second use ends the grant',
    'the authorization server',
    'RFC 9700 §4.14.2',
  ],
  [
    'DPoP',
    'a stolen code or token, used without the key of its client',
    'each server',
    'RFC 9449 §5, §7.1, §10',
  ],
];

const NOT_FIXED: readonly { gap: string; by: string }[] = [
  {
    gap: 'a script of an attacker in your page (XSS)',
    by: 'no foreign scripts, a Content-Security-Policy, a server of your own',
  },
  { gap: 'who the person is', by: 'the sign-in at the identity provider' },
  { gap: 'readers on the network', by: 'TLS' },
  { gap: 'a stolen access token', by: 'a short lifetime; a token bound to a key (DPoP)' },
  { gap: 'no trace afterwards', by: 'an audit log' },
];

/** Shows a page to print: the ten steps, the two halves of PKCE, what each value stops, and what PKCE does not stop. */
export function CheatSheet() {
  return (
    <section
      aria-labelledby="cheat-sheet"
      className="grid gap-4 rounded-card border border-rule bg-raised p-5 text-sm leading-6 print:break-before-page print:rounded-none print:border-0 print:p-0 print:text-xs print:leading-5"
    >
      <h2 id="cheat-sheet" className="text-2xl">
        OAuth 2.1 with PKCE on one page
      </h2>
      <div className="grid gap-6 sm:grid-cols-2 print:grid-cols-2">
        <Part title="The ten steps">
          <ol className="grid list-decimal gap-0.5 pl-6">
            {Object.values(STEPS).map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ol>
        </Part>
        <Part title="The trick">
          <pre className="overflow-x-auto whitespace-pre-wrap font-mono text-xs">
            {`verifier  = base64url(32 random octets)
challenge = base64url(SHA-256(verifier))

out:  /authorize?…&code_challenge=…
        &code_challenge_method=S256
back: /callback?code=…&state=…&iss=…
in:   POST /token  code=…&code_verifier=…`}
          </pre>
          <ul className="mt-2 grid list-disc gap-0.5 pl-5">
            <li>43 to 128 characters; a new verifier for every sign-in.</li>
            <li>Always name S256: a request without a method means plain.</li>
            <li>A code works once; its second use should revoke the tokens of the first use.</li>
            <li>If the metadata does not list S256, an MCP client stops.</li>
          </ul>
        </Part>
      </div>
      <Part title="What each value stops">
        <dl className="grid gap-1">
          {STOPS.map(([value, stops, checkedBy, clause]) => (
            <div
              key={value}
              className="grid gap-x-3 border-rule border-b pb-1 sm:grid-cols-[8rem_minmax(0,1fr)] print:grid-cols-[7rem_minmax(0,1fr)]"
            >
              <dt className="font-mono">{value}</dt>
              <dd>
                {stops}{' '}
                <span className="text-soft">
                  ({checkedBy}; {clause})
                </span>
              </dd>
            </div>
          ))}
        </dl>
      </Part>
      <div className="grid gap-6 sm:grid-cols-2 print:grid-cols-2">
        <Part title="What PKCE does not fix, and what does">
          <ul className="grid gap-0.5">
            {NOT_FIXED.map(({ gap, by }) => (
              <li key={gap}>
                {gap}: <span className="text-soft">{by}</span>
              </li>
            ))}
          </ul>
        </Part>
        <Part title="Tokens">
          <ul className="grid list-disc gap-0.5 pl-5">
            <li>
              Access token: a bearer token in the Authorization header of every call, valid for minutes.
            </li>
            <li>Refresh token: only for the authorization server. Each refresh token is used once.</li>
            <li>ID token: only for the client. A server must not accept it as an access token.</li>
            <li>In a page: the access token in memory, the rest in sessionStorage. Neither stops XSS.</li>
          </ul>
        </Part>
      </div>
    </section>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <h3 className="mb-1 text-base print:text-sm">{title}</h3>
      {children}
    </div>
  );
}
