import { useRef } from 'react';
import { Button } from '../../ui/Button.tsx';
import { CONTROL, Field } from '../../ui/Field.tsx';
import { SAMPLE_PEOPLE } from '../authorization-server/people.ts';

/** The fields for user name and password. A button for each sample person fills in both fields. */
export function Credentials({ wrong }: { wrong: boolean }) {
  const username = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  return (
    <div className="grid gap-3">
      <Field
        label="User name"
        control={(ids) => (
          <input
            {...ids}
            ref={username}
            name="username"
            autoComplete="username"
            required
            className={CONTROL}
          />
        )}
      />
      <Field
        label="Password"
        error={wrong ? 'User name or password is wrong.' : undefined}
        control={(ids) => (
          <input
            {...ids}
            ref={password}
            name="password"
            type="password"
            autoComplete="current-password"
            required
            className={CONTROL}
          />
        )}
      />
      <p role="alert" className="sr-only">
        {wrong ? 'User name or password is wrong.' : ''}
      </p>
      <div className="flex flex-wrap gap-2">
        {SAMPLE_PEOPLE.map((person) => (
          <Button
            key={person.subject}
            onClick={() => {
              if (username.current) username.current.value = person.username;
              if (password.current) password.current.value = person.password;
            }}
          >
            Fill in for {person.name}
          </Button>
        ))}
      </div>
    </div>
  );
}
