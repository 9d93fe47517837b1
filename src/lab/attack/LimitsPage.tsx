import { Panel } from '../../ui/Panel.tsx';
import { SpecLink } from '../machine/panes/SpecLink.tsx';
import { SPEC, type SpecReference } from '../machine/spec-references.ts';
import { AttackLayout } from './AttackLayout.tsx';

interface Limit {
  title: string;
  why: string;
  help: string;
  clause: SpecReference;
}

/** Attacks that no defence of a redirect flow stops, and what helps instead. */
const LIMITS: readonly Limit[] = [
  {
    title: 'A third-party script in the page (XSS)',
    why: 'The script runs with the rights of the page: it reads the tokens of this tab, or starts its own sign-in in a hidden frame and uses the tokens of that sign-in. PKCE, state and iss are all satisfied, because the request comes from the client itself. A key that no script can export (DPoP) does not stop the script either: the script uses the key while the page lives, as the attack “Exported key” shows.',
    help: 'Keep the script out, with a strict Content-Security-Policy, Trusted Types, and no third-party scripts. Also leave less to steal. A backend for frontend holds the tokens and gives the page a cookie. Short lifetimes limit what a thief can do. Tokens that are bound to a key (DPoP, with nonces) are useless to the thief once the page is closed.',
    clause: SPEC.browserApps,
  },
  {
    title: 'A compromised browser, or an extension that may read the page',
    why: 'Such a browser or extension sees what the user sees and what the page stores: password, verifier, tokens. No protocol between page and server can distinguish the browser or the extension from the user.',
    help: 'Nothing in the protocol helps, but other measures help: managed devices, a list of allowed extensions, sign-in with a passkey, which cannot be typed elsewhere, and an audit log that reveals unusual activity.',
    clause: SPEC.browserApps,
  },
  {
    title: 'A proxy that breaks TLS with a trusted certificate',
    why: 'The proxy reads the back channel as well as the front channel: code and verifier in the token request, and the token in the response. So the proxy has every secret of a client without a key.',
    help: 'Do not trust the proxy: check the root certificates of the machine. If tokens are bound to a key of the client (DPoP, mutual TLS), copies of them are useless to the proxy, as the chapter “The stolen token” shows. For other tokens, short lifetimes limit the harm.',
    clause: SPEC.mcpCommunication,
  },
];

export function LimitsPage() {
  return (
    <AttackLayout title="What nothing here stops">
      <div className="grid max-w-[62ch] gap-6">
        <p className="prose">
          Each attack in the list is stopped by at least one defence. No defence of this lab stops the three
          attacks on this page, so they have no defended scenario.
        </p>
        {LIMITS.map(({ title, why, help, clause }) => (
          <Panel key={title} title={title}>
            <p>{why}</p>
            <p>
              <b>What helps.</b> {help}
            </p>
            <p>
              <SpecLink to={clause} />
            </p>
          </Panel>
        ))}
      </div>
    </AttackLayout>
  );
}
