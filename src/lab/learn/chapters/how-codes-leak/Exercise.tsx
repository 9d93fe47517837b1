import { useState } from 'react';
import type { RegisteredClient } from '../../../../mocks/authorization-server/store.ts';
import { Button } from '../../../../ui/Button.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import type { Run } from '../../../machine/run/run.ts';
import { formMessage } from '../../../machine/run/token-request.ts';
import { useAction } from '../../../machine/use-action.tsx';
import { runsOf, tokenRequests } from '../evidence.ts';
import { TheftNotice } from '../TheftNotice.tsx';
import { DESKTOP, findCode, LEAKS, type Leak } from './leaks.ts';

interface LeakedText {
  run: Run;
  leak: Leak;
  text: string;
  code: string | undefined;
}

/** Four places to look for a code while a person signs in, and what is found there. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { pending, failure, start } = useAction(machine);
  const [withPkce, setWithPkce] = useState(false);
  const [leaked, setLeaked] = useState<LeakedText>();

  async function look(leak: Leak): Promise<void> {
    const run = machine.start({ policy: { pkceRequired: withPkce }, clients: [desktopClient()] });
    await run.authorize({
      request({ searchParams }) {
        searchParams.set('client_id', leak.app.clientId);
        searchParams.set('redirect_uri', leak.app.redirectUri(location.origin));
        if (withPkce) return;
        // What a client without PKCE sends.
        searchParams.delete('code_challenge');
        searchParams.delete('code_challenge_method');
      },
    });
    const text = leak.show(runsOf(machine.log.getSnapshot()).at(-1) ?? [], location.origin);
    setLeaked({ run, leak, text, code: findCode(text) });
  }

  const redeem = ({ run, leak: { app }, code = '' }: LeakedText) =>
    run.send(
      formMessage(`${run.issuer}/token`, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: app.redirectUri(location.origin),
        client_id: app.clientId,
      }),
      'attacker',
    );

  const theft = tokenRequests(log, 'authorization_code').findLast(({ from }) => from === 'attacker');
  return (
    <Panel
      title="While a person signs in"
      aside={withPkce ? 'PKCE is on' : 'PKCE is off'}
      foot={
        <>
          {leaked && (
            <Button variant="primary" pending={pending} onClick={() => start(() => redeem(leaked))}>
              Redeem the stolen code
            </Button>
          )}
          <Button onClick={() => setWithPkce(!withPkce)}>Turn PKCE {withPkce ? 'off' : 'on'}</Button>
        </>
      }
    >
      <div className="grid gap-3">
        <div className="flex flex-wrap gap-2">
          {LEAKS.map((leak) => (
            <Button key={leak.name} pending={pending} onClick={() => start(() => look(leak))}>
              {leak.name}
            </Button>
          ))}
        </div>
        {leaked && (
          <pre className="hatch whitespace-pre-wrap break-all rounded-control border border-rule p-3 font-mono text-xs">
            {leaked.text}
          </pre>
        )}
        <TheftNotice theft={theft} />
        {failure}
      </div>
    </Panel>
  );
}

function desktopClient(): RegisteredClient {
  return {
    clientId: DESKTOP.clientId,
    clientName: 'Desktop Notes',
    redirectUris: [DESKTOP.redirectUri(location.origin)],
    postLogoutRedirectUris: [],
    grantTypes: ['authorization_code'],
    tokenEndpointAuthMethod: 'none',
  };
}
