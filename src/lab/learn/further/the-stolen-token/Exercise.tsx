import { Button } from '../../../../ui/Button.tsx';
import { TextLink } from '../../../../ui/TextLink.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { tokenIn } from '../../../machine/run/copied-call.ts';
import type { Exchange } from '../../../machine/wire/exchange.ts';
import { useNextPress } from '../../chapters/next-press.ts';
import { SettingPanel, useSetting } from '../../chapters/SettingPanel.tsx';
import { readClaims } from '../../chapters/token-claims.ts';
import { usePress } from '../../chapters/use-press.tsx';
import { OpenedClaims } from '../OpenedClaims.tsx';
import { SHOWN } from './chapter.ts';
import { ProofInAdvance, ScriptInPage } from './ScriptPanels.tsx';
import { AS_BEARER, ATTEMPTS, PRESENTATIONS, sendTokenAlone, tryCopied, WITH_PROOF } from './thefts.ts';

/** The criteria of the theft of a token with its proof: one each for the token response, the call and the theft. */
const WITH_PROOF_SHOWS = [SHOWN.issued, SHOWN.accepted, SHOWN.noProof];
/** The criteria that each panel can show. */
const SENT_ALONE = [SHOWN.bearer, ...WITH_PROOF_SHOWS];
const COPIED = ATTEMPTS.all.map(({ shows }) => shows);

/** Lets the learner steal a token with and without a proof, and act as a script in the page. */
export default function Exercise(props: ExerciseProps) {
  return (
    <>
      <StolenToken {...props} />
      <CopiedRequest {...props} />
      <ScriptInPage {...props} />
      <ProofInAdvance {...props} />
      <p>
        Four of these thefts are also <TextLink to="/attack/stolen-token">attacks</TextLink>, each with the
        defence off and on. The <TextLink to="/attack/matrix">matrix</TextLink> shows what DPoP does against
        all other attacks.
      </p>
    </>
  );
}

function StolenToken({ machine, log }: ExerciseProps) {
  const { report, press, clear } = usePress(machine, log);
  const [presented, setting] = useSetting(PRESENTATIONS, clear);
  const here = presented === AS_BEARER ? [SHOWN.bearer] : WITH_PROOF_SHOWS;
  const variant = useNextPress(here, SENT_ALONE);
  return (
    <SettingPanel
      title="Then steal the token"
      {...setting}
      here={here}
      panel={SENT_ALONE}
      report={report}
      foot={
        <Button variant={variant(...here)} {...press(() => sendTokenAlone(machine, presented), true)}>
          Send the stolen token
        </Button>
      }
    >
      <p>
        Ada signs in and calls a tool. The attacker reads the token in a log of that call, and sends only the
        token, from another machine. The extension of MCP for DPoP is still a draft, so the servers here
        follow only RFC 9449.
      </p>
      {report && presented === WITH_PROOF && (
        <p>
          The error use_dpop_nonce in the diagram stops no one. With this error, the server asks for a proof
          with its nonce, and the client sends such a proof at once.
        </p>
      )}
    </SettingPanel>
  );
}

function CopiedRequest({ machine, log }: ExerciseProps) {
  const { report, press, clear } = usePress(machine, log);
  const [attempt, setting] = useSetting(ATTEMPTS, clear);
  const here = [attempt.shows];
  const variant = useNextPress(here, COPIED);
  return (
    <SettingPanel
      title="Steal more than the token"
      {...setting}
      here={here}
      panel={COPIED}
      report={report}
      foot={
        <Button variant={variant(...here)} {...press(() => tryCopied(machine, attempt), true)}>
          Try it
        </Button>
      }
    >
      <p>
        Ada signs in with DPoP, and calls a tool. The attacker reads the whole request in a log: the token and
        the proof.
      </p>
      <CopiedProof log={log} />
    </SettingPanel>
  );
}

/** What each claim of a proof says (RFC 9449 §4.2). */
const MEANINGS: Readonly<Record<string, string>> = {
  jti: 'the name of this proof, which no other proof has',
  htm: 'for which method',
  htu: 'for which address',
  iat: 'when it was made, according to its signer',
  ath: 'for which token, by the SHA-256 of the token',
  nonce: 'the latest nonce of this server',
};

function CopiedProof({ log }: { log: readonly Exchange[] }) {
  const call = log.findLast(
    ({ from, to, request }) => from === 'client' && to === 'MCP server' && request.headers.dpop !== undefined,
  );
  if (!call) return <p>The client of Ada has sent no proof yet.</p>;
  const { jkt } = Object(readClaims(tokenIn(call.request)).cnf);
  return (
    <>
      <OpenedClaims
        title="The proof, opened"
        claims={readClaims(call.request.headers.dpop ?? '')}
        meanings={MEANINGS}
        marked={['jti', 'htm', 'htu', 'ath']}
      />
      <OpenedClaims
        title="The token names its key, in cnf"
        claims={{ jkt }}
        meanings={{ jkt: 'the thumbprint of the public key, which is in the header of the proof' }}
        marked={['jkt']}
      />
    </>
  );
}
