import { useEffect, useMemo } from 'react';
import { Panel } from '../../ui/Panel.tsx';
import { useStore } from '../../ui/use-store.ts';
import { LabLayout } from '../machine/LabLayout.tsx';
import { SPEC, type SpecReference } from '../machine/spec-references.ts';
import { AttackRail } from './AttackRail.tsx';
import { createScoreBoard } from './attacks/score.ts';

interface Limit {
  title: string;
  why: string;
  help: string;
  clause: SpecReference;
}

/** What no defence of a redirect flow stops, and what does help. */
const LIMITS: readonly Limit[] = [
  {
    title: 'A script of somebody else’s in the page (XSS)',
    why: 'It runs with the rights of the page: it reads the tokens of this tab, and if it could not, it would start a sign-in of its own in a hidden frame and use what that brings. PKCE, state and iss are all satisfied, because the request comes from the client itself.',
    help: 'Not letting it in: a strict Content-Security-Policy, Trusted Types, no third-party scripts. And having less to steal: a backend for the frontend holds the tokens and gives the page a cookie; short lifetimes and tokens that are bound to a key (DPoP) shorten what a thief can do.',
    clause: SPEC.browserApps,
  },
  {
    title: 'A compromised browser, or an extension that may read the page',
    why: 'It sees what the person sees and what the page keeps: password, verifier, tokens. No protocol between page and server can tell it from the person.',
    help: 'Nothing in the protocol. What helps is outside of it: managed devices, a list of allowed extensions, sign-in with a passkey, which cannot be typed elsewhere, and an audit log in which the strange use is found.',
    clause: SPEC.browserApps,
  },
  {
    title: 'A proxy that breaks TLS, with a certificate the machine trusts',
    why: 'The back channel is as open to it as the front channel: it reads code and verifier in the same token request, and the token in the answer. There is nothing left to prove that it does not have.',
    help: 'Not trusting it: a look at the roots the machine trusts. Tokens bound to a key that never leaves the client (DPoP, mutual TLS) are of no use to who copies them; short lifetimes limit the rest.',
    clause: SPEC.mcpCommunication,
  },
];

/** Honest limits. */
export function LimitsPage() {
  const board = useMemo(() => createScoreBoard(localStorage), []);
  const scores = useStore(board);
  useEffect(() => {
    document.title = 'What nothing here stops. PKCE Lab';
  }, []);
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
              Every attack of this lab ends at some defence of the redirect flow. These three do not, whatever
              the flow: they are not played here, because there would be nothing to show but that they work.
            </p>
            {LIMITS.map(({ title, why, help, clause }) => (
              <Panel key={title} title={title}>
                <p>{why}</p>
                <p className="mt-3">
                  <b>What helps.</b> {help}
                </p>
                <p className="mt-3">
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
