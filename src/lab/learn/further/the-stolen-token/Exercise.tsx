import { type ReactNode, useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { ChoiceList } from '../../chapters/ChoiceList.tsx';
import { useNextPress } from '../../chapters/next-press.ts';
import { usePress } from '../../chapters/use-press.tsx';
import { CopiedProof } from './CopiedProof.tsx';
import { SHOWN } from './chapter.ts';
import {
  callFromPage,
  KEYS,
  NO_NONCE,
  NONCES,
  NOT_EXTRACTABLE,
  proveInAdvance,
  takeKey,
  takenInWords,
} from './script.ts';
import { AS_BEARER, ATTEMPTS, OWN_KEY, PRESENTATIONS, sendTokenAlone, tryCopied } from './thefts.ts';

/** The token response, the call of the client, and the theft. */
const WITH_PROOF_SHOWS = [SHOWN.issued, SHOWN.accepted, SHOWN.noProof];

/** A stolen token: alone, with what else an attacker copies, and with what a script in the page can do. */
export default function Exercise(props: ExerciseProps) {
  return (
    <>
      <StolenToken {...props} />
      <CopiedRequest {...props} />
      <ScriptInPage {...props} />
      <ProofInAdvance {...props} />
    </>
  );
}

/** A panel whose choice is a setting of its buttons. */
function AttackPanel({
  title,
  foot,
  choice,
  report,
  children,
}: {
  title: string;
  foot: ReactNode;
  choice: ReactNode;
  report: ReactNode;
  children: ReactNode;
}) {
  return (
    <Panel title={title} foot={foot}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        {choice}
        <div className="grid grid-cols-[minmax(0,1fr)] gap-3 text-sm">{children}</div>
        {report}
      </div>
    </Panel>
  );
}

function StolenToken({ machine, log }: ExerciseProps) {
  const { pending, report, start, clear } = usePress(machine, log);
  const [presented, setPresented] = useState<string>(AS_BEARER);
  const variant = useNextPress();
  return (
    <AttackPanel
      title="Then steal the token"
      choice={
        <ChoiceList
          question={PRESENTATIONS.question}
          choices={PRESENTATIONS.all}
          chosen={presented}
          onChoose={(chosen) => {
            setPresented(chosen);
            clear();
          }}
        />
      }
      report={report}
      foot={
        <Button
          variant={variant(...(presented === AS_BEARER ? [SHOWN.bearer] : WITH_PROOF_SHOWS))}
          pending={pending}
          onClick={() => start(() => sendTokenAlone(machine, presented), true)}
        >
          Send the stolen token
        </Button>
      }
    >
      <p>
        Ada signs in and calls a tool. The attacker reads the token in a log of that call, and sends it alone,
        from their own machine. The extension of MCP for DPoP is still a draft, so the servers here follow RFC
        9449 alone.
      </p>
    </AttackPanel>
  );
}

function CopiedRequest({ machine, log }: ExerciseProps) {
  const { pending, report, start, clear } = usePress(machine, log);
  const [attempt, setAttempt] = useState(OWN_KEY);
  const variant = useNextPress();
  return (
    <AttackPanel
      title="Steal more than the token"
      choice={
        <ChoiceList
          question={ATTEMPTS.question}
          choices={ATTEMPTS.all.map(({ name }) => name)}
          chosen={attempt.name}
          onChoose={(chosen) => {
            setAttempt(ATTEMPTS.all.find(({ name }) => name === chosen) ?? OWN_KEY);
            clear();
          }}
        />
      }
      report={report}
      foot={
        <Button
          variant={variant(attempt.shows)}
          pending={pending}
          onClick={() => start(() => tryCopied(machine, attempt), true)}
        >
          Try it
        </Button>
      }
    >
      <p>
        Ada signs in and calls a tool, with DPoP. The attacker reads the whole request in a log: the token and
        its proof.
      </p>
      <CopiedProof log={log} />
    </AttackPanel>
  );
}

function ScriptInPage({ machine, log }: ExerciseProps) {
  const { pending, report, start, clear } = usePress(machine, log);
  const [key, setKey] = useState<string>(NOT_EXTRACTABLE);
  const [taken, setTaken] = useState<string>();
  const variant = useNextPress();
  const press = (work: () => Promise<string | undefined>) => {
    setTaken(undefined);
    start(async () => setTaken(await work()), true);
  };
  return (
    <AttackPanel
      title="Be a script in the page"
      choice={
        <ChoiceList
          question={KEYS.question}
          choices={KEYS.all}
          chosen={key}
          onChoose={(chosen) => {
            setKey(chosen);
            clear();
          }}
        />
      }
      report={
        <>
          {report}
          {report && taken !== undefined && <p>{takenInWords(taken)}</p>}
        </>
      }
      foot={
        <>
          <Button
            variant={variant(SHOWN.fromPage)}
            pending={pending}
            onClick={() =>
              press(async () => {
                await callFromPage(machine, key);
                return undefined;
              })
            }
          >
            Let it call from the page
          </Button>
          <Button
            variant={variant(key === NOT_EXTRACTABLE ? SHOWN.keyStays : SHOWN.keyTaken)}
            pending={pending}
            onClick={() => press(() => takeKey(machine, key))}
          >
            Let it take the key
          </Button>
        </>
      }
    >
      <p>
        The key is made and used by this browser (Web Cryptography). The script really asks it to export the
        private key.
      </p>
    </AttackPanel>
  );
}

function ProofInAdvance({ machine, log }: ExerciseProps) {
  const { pending, report, start, clear } = usePress(machine, log);
  const [demanded, setDemanded] = useState<string>(NO_NONCE);
  const variant = useNextPress();
  return (
    <AttackPanel
      title="Make a proof in advance"
      choice={
        <ChoiceList
          question={NONCES.question}
          choices={NONCES.all}
          chosen={demanded}
          onChoose={(chosen) => {
            setDemanded(chosen);
            clear();
          }}
        />
      }
      report={report}
      foot={
        <Button
          variant={variant(demanded === NO_NONCE ? SHOWN.advance : SHOWN.nonce)}
          pending={pending}
          onClick={() => start(() => proveInAdvance(machine, demanded), true)}
        >
          Make a proof, and send it ten minutes later
        </Button>
      }
    >
      <p>
        The script lets the page sign a proof whose iat is ten minutes ahead, and brings it to the attacker.
        The page is closed, the clock advances, and the attacker sends it. Where the server demands its nonce,
        each proof has to contain a recent one, and a script cannot know the nonce of ten minutes later.
      </p>
    </AttackPanel>
  );
}
