import { useEffect, useState } from 'react';
import { computeCodeChallenge, createCodeVerifier } from '../../../oauth/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { CONTROL, Field } from '../../../ui/Field.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../machine.ts';
import { useAction } from '../../use-action.tsx';
import { tokenRequest } from '../token-request.ts';
import { ByteGrid } from './ByteGrid.tsx';

/** RFC 7636 Appendix B. */
const OCTETS = Uint8Array.of(
  116,
  24,
  223,
  180,
  151,
  153,
  224,
  37,
  79,
  250,
  96,
  125,
  216,
  173,
  187,
  186,
  22,
  212,
  37,
  77,
  105,
  214,
  191,
  240,
  91,
  88,
  5,
  88,
  83,
  132,
  141,
  121,
);

/** 32 octets, a bit to change, a challenge to repair, and two lengths to be refused. */
export default function Exercise({ machine }: ExerciseProps) {
  const { pending, failure, start } = useAction();
  const [isChanged, setChanged] = useState(false);
  const octets = OCTETS.with(0, (OCTETS[0] ?? 0) ^ (isChanged ? 1 : 0));
  const verifier = createCodeVerifier({ randomBytes: () => octets });
  const challenge = useChallenge(verifier);
  const original = useChallenge(createCodeVerifier({ randomBytes: () => OCTETS }));
  const [typed, setTyped] = useState<string>();
  const inWrongAlphabet = `${original.replaceAll('-', '+').replaceAll('_', '/')}=`;
  const field = typed ?? inWrongAlphabet;

  return (
    <Panel title="From octets to a challenge">
      <div className="grid gap-4">
        <ByteGrid octets={octets} changed={(index) => isChanged && index === 0} />
        <Value name="code_verifier" value={verifier} />
        <Value name="code_challenge" value={challenge} marked={isChanged} />
        <div>
          <Button onClick={() => setChanged(!isChanged)}>
            {isChanged ? 'Put the bit back' : 'Change one bit'}
          </Button>
        </div>
        <Field
          label="code_challenge"
          hint="As a careless client would write it"
          control={(ids) => (
            <input
              {...ids}
              className={`${CONTROL} font-mono text-sm`}
              spellCheck={false}
              autoComplete="off"
              value={field}
              onChange={({ target }) => setTyped(target.value)}
            />
          )}
        />
        <div className="flex flex-wrap gap-2">
          <Button
            variant="primary"
            pending={pending || !original}
            onClick={() =>
              start(async () => {
                const run = machine.start();
                await run.obtainAnswer({
                  request: ({ searchParams }) => searchParams.set('code_challenge', field),
                });
              })
            }
          >
            Open /authorize with it
          </Button>
          {[42, 129].map((length) => (
            <Button
              key={length}
              pending={pending}
              onClick={() =>
                start(async () => {
                  const run = machine.start();
                  const answer = await run.obtainAnswer();
                  await run.send(tokenRequest(run, answer, { code_verifier: 'v'.repeat(length) }));
                })
              }
            >
              Send a verifier of {length}
            </Button>
          ))}
        </div>
        {failure}
      </div>
    </Panel>
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

function Value({ name, value, marked = false }: { name: string; value: string; marked?: boolean }) {
  return (
    <div>
      <p className="text-soft text-sm">
        {name}, {value.length} characters
      </p>
      <code className={`break-all ${marked ? 'bg-mark' : ''}`}>{value}</code>
    </div>
  );
}
