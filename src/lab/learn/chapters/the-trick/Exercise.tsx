import { type ReactNode, useEffect, useId, useState } from 'react';
import { computeCodeChallenge, createCodeVerifier } from '../../../../oauth/index.ts';
import { Button } from '../../../../ui/Button.tsx';
import { Field } from '../../../../ui/Field.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { tokenRequest } from '../../../machine/run/token-request.ts';
import { useNextPress } from '../next-press.ts';
import { usePress } from '../use-press.tsx';
import { WholeValueInput } from '../WholeValueInput.tsx';
import { CharacterGrid } from './CharacterGrid.tsx';
import { CHALLENGE, SHOWN } from './chapter.ts';
import { changedBits, OCTETS, octetsOf, withCharacterFlipped } from './octets.ts';

const ORIGINAL = createCodeVerifier({ randomBytes: () => OCTETS });

const WRONG_LENGTHS = [
  { length: 42, shows: SHOWN.short },
  { length: 129, shows: SHOWN.long },
];

/** The learner flips a character of the verifier, repairs a challenge, and sends wrong lengths. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { pending, report, start, clear } = usePress(machine, log);
  const formId = useId();
  const [flipped, setFlipped] = useState<number>();
  const verifier = flipped === undefined ? ORIGINAL : withCharacterFlipped(ORIGINAL, flipped);
  const octets = octetsOf(verifier);
  const original = useChallenge(ORIGINAL);
  const challenge = useChallenge(verifier);
  const [hash, originalHash] = [octetsOf(challenge), octetsOf(original)];
  const [typed, setTyped] = useState<string>();
  const field = typed ?? `${original.replaceAll('-', '+').replaceAll('_', '/')}=`;
  const variant = useNextPress();

  function openWithTyped(): void {
    start(async () => {
      await machine
        .start()
        .authorize({ request: ({ searchParams }) => searchParams.set('code_challenge', field) });
    });
  }

  function sendVerifierOf(length: number): void {
    start(async () => {
      const run = machine.start();
      const callbackUrl = await run.authorize();
      await run.send(tokenRequest(run, callbackUrl, { code_verifier: 'v'.repeat(length) }));
    });
  }

  return (
    <>
      <Panel title="From octets to a challenge" aside="RFC 7636, Appendix B">
        <Value title={`${octets.length} random octets`}>
          <ByteGrid octets={octets} changed={(index) => octets[index] !== OCTETS[index]} />
        </Value>
        <Value title={`code_verifier, ${verifier.length} characters. Press a character to flip it`}>
          <CharacterGrid
            text={verifier}
            flipped={flipped}
            onFlip={(index) => setFlipped(index === flipped ? undefined : index)}
          />
        </Value>
        <Value title={`SHA-256, ${hash.length} octets`}>
          <ByteGrid octets={hash} changed={(index) => hash[index] !== originalHash[index]} />
        </Value>
        <Value title={`code_challenge, ${challenge.length} characters`}>
          <code className={`break-all ${flipped === undefined ? '' : 'bg-mark'}`}>{challenge}</code>
        </Value>
        <p aria-live="polite">
          {flipped === undefined
            ? 'These are the values of the RFC.'
            : `One character changed, and so did ${changedBits(hash, originalHash)} of the ${hash.length * 8} bits of the hash.`}
        </p>
      </Panel>
      <Panel
        title="Two mistakes to make"
        foot={
          <>
            <Button
              variant={variant(field === CHALLENGE ? SHOWN.repaired : SHOWN.alphabet)}
              pending={pending || !original}
              type="submit"
              form={formId}
            >
              Open /authorize with this challenge
            </Button>
            {WRONG_LENGTHS.map(({ length, shows }) => (
              <Button
                key={length}
                variant={variant(shows)}
                pending={pending}
                onClick={() => sendVerifierOf(length)}
              >
                Send a verifier of {length} characters
              </Button>
            ))}
          </>
        }
      >
        <form
          id={formId}
          onSubmit={(event) => {
            event.preventDefault();
            if (!pending && original) openWithTyped();
          }}
        >
          <Field
            label="code_challenge"
            hint={`${field.length} characters. The card above does not change this field`}
            control={(ids) => (
              <WholeValueInput
                {...ids}
                value={field}
                onChange={(value) => {
                  setTyped(value);
                  clear();
                }}
              />
            )}
          />
        </form>
        {report}
      </Panel>
    </>
  );
}

function Value({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h3 className="mb-1 font-normal font-sans text-soft text-sm">{title}</h3>
      {children}
    </div>
  );
}

function useChallenge(verifier: string): string {
  const [challenge, setChallenge] = useState('');
  useEffect(() => {
    let current = true;
    void computeCodeChallenge(verifier).then((computed) => {
      if (current) setChallenge(computed);
    });
    return () => {
      current = false;
    };
  }, [verifier]);
  return challenge;
}

function ByteGrid({ octets, changed }: { octets: Uint8Array; changed: (index: number) => boolean }) {
  return (
    <ol className="grid grid-cols-[repeat(auto-fill,minmax(1.9rem,1fr))] gap-1 font-mono text-xs">
      {[...octets].map((octet, index) => (
        // An octet is identified by its position.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <li key={index} className={`rounded-sm px-1 text-center ${changed(index) ? 'bg-mark' : 'bg-sunken'}`}>
          {octet.toString(16).padStart(2, '0')}
        </li>
      ))}
    </ol>
  );
}
