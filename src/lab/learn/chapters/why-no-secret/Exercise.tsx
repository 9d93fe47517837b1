import { useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { CONTROL, Field } from '../../../../ui/Field.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import type { Run } from '../../../machine/run/run.ts';
import { formMessage } from '../../../machine/run/token-request.ts';
import { withoutPkce } from '../../../machine/run/without-pkce.ts';
import { isSpent } from '../evidence.ts';
import { useNextPress } from '../next-press.ts';
import { usePress } from '../use-press.tsx';
import { search, shippedBundle } from './bundle.ts';
import { CLIENT_ID, SHOWN } from './chapter.ts';

interface Theft {
  run: Run;
  code: string;
  bundle: string;
}

/** Lets the learner steal a code, search a bundle for a secret, and send the attacker's token request. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { report, press, clear } = usePress(machine, log);
  const [theft, setTheft] = useState<Theft>();
  const [query, setQuery] = useState('');
  const [taken, setTaken] = useState('');
  const variant = useNextPress();

  async function steal(): Promise<void> {
    const clientSecret = crypto.randomUUID();
    const redirectUri = `${location.origin}/callback`;
    const run = machine.start({
      policy: { pkceRequired: false },
      clients: [
        {
          clientId: CLIENT_ID,
          clientName: 'Portal',
          redirectUris: [redirectUri],
          postLogoutRedirectUris: [],
          grantTypes: ['authorization_code'],
          tokenEndpointAuthMethod: 'client_secret_post',
          clientSecret,
        },
      ],
    });
    setTheft({ run, code: await takeCode(run), bundle: shippedBundle(clientSecret) });
  }

  async function takeCode(run: Run): Promise<string> {
    const callbackUrl = await run.authorize({
      request(url) {
        withoutPkce.request?.(url);
        url.searchParams.set('client_id', CLIENT_ID);
      },
    });
    return new URL(callbackUrl).searchParams.get('code') ?? '';
  }

  async function takeAnother(before: Theft): Promise<void> {
    setTheft({ ...before, code: await takeCode(before.run) });
  }

  const redeem = ({ run, code }: Theft) =>
    run.send(
      formMessage(`${run.issuer}/token`, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: `${location.origin}/callback`,
        client_id: CLIENT_ID,
        client_secret: taken,
      }),
      'attacker',
    );

  if (!theft) {
    return (
      <Panel
        title="Then steal a code"
        foot={
          <Button variant="primary" {...press(steal)}>
            Sign a person in, and take the code
          </Button>
        }
      >
        <p>
          Take a code from a redirect, and redeem it without the secret. Then find the secret in the bundle,
          and redeem the code with it.
        </p>
        {report}
      </Panel>
    );
  }
  const shows = taken ? SHOWN.with : SHOWN.without;
  const spent = isSpent(theft.code, log);
  return (
    <>
      <Panel title="What everyone downloads" aside={`${theft.bundle.split('\n').length} lines`}>
        <Field
          label="Search the bundle"
          control={(ids) => (
            <input
              {...ids}
              type="search"
              className={`${CONTROL} font-mono text-sm`}
              value={query}
              onChange={({ target }) => setQuery(target.value)}
            />
          )}
        />
        {query !== '' && search(theft.bundle, query).length === 0 && (
          <p role="status">No line of the bundle has “{query}”.</p>
        )}
        <ul className="grid gap-2">
          {search(theft.bundle, query).map(({ number, line }) => {
            const value = /'([^']{8,})'/.exec(line)?.[1];
            return (
              <li key={number} className="grid justify-items-start gap-1">
                <code className="break-all rounded-control bg-sunken px-2 text-sm">
                  {number}: {line.trim()}
                </code>
                {value !== undefined && (
                  <Button
                    onClick={() => {
                      setTaken(value);
                      clear();
                    }}
                  >
                    Take the value from line {number}
                  </Button>
                )}
              </li>
            );
          })}
        </ul>
      </Panel>
      <Panel
        title="The attacker’s token request"
        aside={taken ? 'with the secret from the bundle' : 'with the code alone'}
        foot={
          <div className="flex flex-wrap gap-3">
            <Button variant={spent ? 'secondary' : variant(shows)} {...press(() => redeem(theft))}>
              Redeem the stolen code
            </Button>
            <Button variant={spent ? variant(shows) : 'secondary'} {...press(() => takeAnother(theft))}>
              Take a fresh code
            </Button>
            {taken && (
              <Button
                onClick={() => {
                  setTaken('');
                  clear();
                }}
              >
                Leave out the secret
              </Button>
            )}
          </div>
        }
      >
        <p>
          The thief has the code. Send the code alone, and see the request refused. Then send the code with
          the secret that you take from the bundle above. A code works once, and expires a minute after it was
          issued. If your code no longer works, take a fresh code.
        </p>
        <p className="hatch break-all rounded-control border border-rule p-3 font-mono text-xs">
          code={theft.code}
          {taken && (
            <>
              <br />
              client_secret={taken}
            </>
          )}
        </p>
        {report}
      </Panel>
    </>
  );
}
