import { useMemo } from 'react';
import { Panel } from '../../ui/Panel.tsx';
import { useStore } from '../../ui/use-store.ts';
import { LabLayout } from '../machine/LabLayout.tsx';
import { SPEC, type SpecReference } from '../machine/spec-references.ts';
import { useTitle } from '../machine/use-title.ts';
import { AttackRail } from './AttackRail.tsx';
import { createScoreBoard } from './attacks/score.ts';

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
    why: 'Such a browser or extension sees what the user sees and what the page stores: password, verifier, tokens. No protocol between page and server can distinguish it from the user.',
    help: 'Nothing in the protocol helps. Other measures do: managed devices, a list of allowed extensions, sign-in with a passkey, which cannot be typed elsewhere, and an audit log that reveals unusual activity.',
    clause: SPEC.browserApps,
  },
  {
    title: 'A proxy that breaks TLS with a trusted certificate',
    why: 'The proxy reads the back channel as well as the front channel: code and verifier in the token request, and the token in the response. A client without a key has no secret left that the proxy does not have.',
    help: 'Do not trust the proxy: check the root certificates of the machine. If tokens are bound to a key of the client (DPoP, mutual TLS), copies of them are useless to the proxy, as the chapter “The stolen token” shows. For other tokens, short lifetimes limit the harm.',
    clause: SPEC.mcpCommunication,
  },
];

export function LimitsPage() {
  const board = useMemo(() => createScoreBoard(localStorage), []);
  const scores = useStore(board);
  useTitle('What nothing here stops');
  return (
    <LabLayout>
      <div className="grid grow grid-cols-[minmax(0,1fr)] content-start lg:min-h-0 xl:grid-cols-[220px_minmax(0,1fr)]">
        <div className="min-w-0 border-rule border-b xl:overflow-y-auto xl:border-r xl:border-b-0">
          <AttackRail scores={scores} onReset={board.reset} />
        </div>
        <main className="min-w-0 px-4 py-8 sm:px-8 lg:overflow-y-auto">
          <div className="mx-auto grid max-w-[62ch] gap-6">
            <h1 className="text-4xl leading-tight">What nothing here stops</h1>
            <p className="prose">
              At least one defence stops each attack in the list. No defence of this lab stops the three
              attacks on this page, so they have no defended scenario.
            </p>
            {LIMITS.map(({ title, why, help, clause }) => (
              <Panel key={title} title={title}>
                <p>{why}</p>
                <p>
                  <b>What helps.</b> {help}
                </p>
                <p>
                  <a className="text-accent underline" href={clause.url}>
                    {clause.label}
                  </a>
                </p>
              </Panel>
            ))}
          </div>
        </main>
      </div>
    </LabLayout>
  );
}
