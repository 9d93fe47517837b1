import { useState } from 'react';
import { computeCodeChallenge } from '../../../oauth/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { CONTROL, Field } from '../../../ui/Field.tsx';

/** Hashes a verifier as a server does, because a learner cannot compute the hash by hand. */
export function HashBench() {
  const [verifier, setVerifier] = useState('');
  const [challenge, setChallenge] = useState<string>();
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void computeCodeChallenge(verifier.trim()).then(setChallenge);
      }}
    >
      <Field
        label="A verifier to hash"
        hint={challenge === undefined ? 'S256, as a server computes it' : `Its challenge is ${challenge}`}
        control={(ids) => (
          <input
            {...ids}
            className={`${CONTROL} font-mono text-sm`}
            spellCheck={false}
            autoComplete="off"
            value={verifier}
            onChange={({ target }) => {
              setVerifier(target.value);
              setChallenge(undefined);
            }}
          />
        )}
      />
      <Button type="submit">Hash it</Button>
    </form>
  );
}
