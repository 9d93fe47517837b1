import { useState } from 'react';
import { publicClient, type RegisteredClient } from '../../../../mocks/authorization-server/store.ts';
import { Button } from '../../../../ui/Button.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import type { Run } from '../../../machine/run/run.ts';
import { formMessage, tokenRequest } from '../../../machine/run/token-request.ts';
import { withoutPkce } from '../../../machine/run/without-pkce.ts';
import type { WireMessage } from '../../../machine/wire/exchange.ts';
import { runsOf } from '../evidence.ts';
import { useNextPress } from '../next-press.ts';
import { usePress } from '../use-press.tsx';
import { lookedAfter, PROXY, placesLookedInto, SHOWN } from './chapter.ts';
import { DESKTOP, findCode, LEAKS, type Leak, PAGE } from './leaks.ts';

/** The text that the thief found, and the thief's token request with the code in that text. */
interface StolenCode {
  run: Run;
  /** The criteria that the learner can meet by redeeming this code. */
  shows: readonly string[];
  text: string;
  request: WireMessage;
  /** Whether the thief has tried to redeem the code. */
  tried?: boolean;
}

/** Lets the learner look for a code in each place where a thief can look, and redeem the code that is there. */
export default function Exercise({ machine, log, decisions }: ExerciseProps) {
  const { pending, report, press, clear } = usePress(machine, log);
  const [withPkce, setWithPkce] = useState(false);
  const [stolen, setStolen] = useState<StolenCode>();
  // The criteria that the learner can meet, with the chosen setting, by a theft from an address or at the proxy.
  const inAddress = withPkce ? [SHOWN.withPkce] : [SHOWN.without, SHOWN.another];
  const atProxy = withPkce ? [SHOWN.proxy] : [];
  const variant = useNextPress();
  const lookedInto = placesLookedInto(decisions);
  const nextPlace = LEAKS.find(({ name }) => !lookedInto.includes(name)) ?? LEAKS[0];
  const open = stolen && !stolen.tried ? stolen : undefined;

  async function signIn({ clientId, redirectUri }: Leak['app']): Promise<{ run: Run; callbackUrl: string }> {
    setStolen(undefined);
    const run = machine.start({ policy: { pkceRequired: withPkce }, clients: [desktopClient()] });
    const callbackUrl = await run.authorize({
      request(url) {
        url.searchParams.set('client_id', clientId);
        url.searchParams.set('redirect_uri', redirectUri(location.origin));
        if (!withPkce) withoutPkce.request(url);
      },
    });
    return { run, callbackUrl };
  }

  function recordLook(place: string): void {
    machine.decisions.record(lookedAfter(machine.log.getSnapshot().at(-1)?.id ?? 0), place);
  }

  async function look({ name, app, show }: Leak): Promise<void> {
    const { run } = await signIn(app);
    const text = show(runsOf(machine.log.getSnapshot()).at(-1) ?? [], location.origin);
    const request = formMessage(`${run.issuer}/token`, {
      grant_type: 'authorization_code',
      code: findCode(text) ?? '',
      redirect_uri: app.redirectUri(location.origin),
      client_id: app.clientId,
    });
    recordLook(name);
    setStolen({ run, text, request, shows: inAddress });
  }

  /** A proxy that opens TLS reads the token request of the client, and does not pass it on. */
  async function lookAtProxy(): Promise<void> {
    const { run, callbackUrl } = await signIn(PAGE);
    const request = tokenRequest(run, callbackUrl, withPkce ? {} : { code_verifier: '' });
    machine.log.open({
      atMs: Date.now(),
      from: 'client',
      to: 'attacker',
      channel: 'back',
      request,
      outcome: { kind: 'left' },
      serverView: [],
    });
    recordLook(PROXY);
    const text = `${request.method} ${new URL(request.url).pathname} HTTP/1.1\n\n${request.body.replaceAll('&', '\n&')}`;
    setStolen({ run, text, request, shows: atProxy });
  }

  async function redeem(found: StolenCode): Promise<void> {
    await found.run.send(found.request, 'attacker');
    setStolen({ ...found, tried: true });
  }

  return (
    <Panel
      title="While a person signs in"
      aside={withPkce ? 'PKCE is on' : 'PKCE is off'}
      foot={
        <>
          {stolen && (
            <Button variant={open ? variant(...open.shows) : 'secondary'} {...press(() => redeem(stolen))}>
              Redeem the stolen code
            </Button>
          )}
          <Button
            variant={withPkce ? variant(SHOWN.without, SHOWN.another) : variant(SHOWN.withPkce, SHOWN.proxy)}
            pending={pending}
            onClick={() => {
              setWithPkce(!withPkce);
              setStolen(undefined);
              clear();
            }}
          >
            Turn PKCE {withPkce ? 'off' : 'on'}
          </Button>
        </>
      }
    >
      <p>
        Each of the first four buttons signs a person in and looks for the code in one place. The client is
        held back, as if the thief were faster. Redeem the code that you find: from two places without PKCE,
        then with PKCE, then from the proxy. The proxy holds back the token request of the client.
      </p>
      <div className="flex flex-wrap gap-2">
        {LEAKS.map((leak) => (
          <Button
            key={leak.name}
            variant={!open && leak === nextPlace ? variant(...inAddress) : 'secondary'}
            {...press(() => look(leak))}
          >
            {leak.name}
          </Button>
        ))}
        <Button variant={open ? 'secondary' : variant(...atProxy)} {...press(lookAtProxy)}>
          {PROXY}
        </Button>
      </div>
      {stolen && <p>This is what the thief finds there:</p>}
      {stolen && (
        <pre className="hatch whitespace-pre-wrap break-all rounded-control border border-rule p-3 font-mono text-xs">
          {stolen.text}
        </pre>
      )}
      {report}
    </Panel>
  );
}

const desktopClient = (): RegisteredClient =>
  publicClient(DESKTOP.clientId, 'Desktop Notes', DESKTOP.redirectUri(location.origin));
