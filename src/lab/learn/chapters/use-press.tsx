import { type ReactNode, useState } from 'react';
import { OAuthError, type OAuthErrorCode } from '../../../oauth/index.ts';
import type { Pending } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import type { Machine } from '../../machine/machine.ts';
import { MessageLink } from '../../machine/panes/MessageLink.tsx';
import { SpecLink } from '../../machine/panes/SpecLink.tsx';
import { SPEC, type SpecReference } from '../../machine/spec-references.ts';
import { useAction } from '../../machine/use-action.tsx';
import type { Exchange } from '../../machine/wire/exchange.ts';
import { verdictOn } from './verdict.ts';

/** The clause that tells the client to stop, for each error. */
const CLIENT_RULES: Partial<Record<OAuthErrorCode, SpecReference>> = {
  unknown_state: SPEC.state,
  response_issuer_missing: SPEC.issuer,
  response_issuer_mismatch: SPEC.issuer,
  id_token_invalid: SPEC.idTokenValidation,
};

/** Returns the properties of a button that starts the work. */
export type Press = (
  work: () => Promise<unknown>,
  attacked?: boolean,
) => { pending: Pending; onClick(): void };

/** Runs the work of a press, and reports what was sent, who decided, and by which rule. Place it beside the button. */
export function usePress(
  machine: Machine,
  log: readonly Exchange[],
): {
  pending: Pending;
  report: ReactNode;
  /** @param attacked if the work is part of an attack, a failure is a success of the defence. */
  start(work: () => Promise<unknown>, attacked?: boolean): void;
  press: Press;
  /** Removes the last verdict. Call this when a setting changes, because the verdict is about the old setting. */
  clear(): void;
} {
  const { pending, failure, start } = useAction(machine);
  const [range, setRange] = useState<{ after: number; until?: number; attacked?: boolean }>();
  const [clientStopped, setClientStopped] = useState(false);
  const [clientRule, setClientRule] = useState<SpecReference>();
  const newest = () => machine.log.getSnapshot().at(-1)?.id ?? 0;
  const sent =
    range?.until === undefined ? [] : log.filter(({ id }) => id > range.after && id <= (range.until ?? 0));
  // If the learner dropped a message, the error of the client would blame a server.
  const wasDropped = sent.at(-1)?.outcome.kind === 'dropped';
  const report = range?.until !== undefined && (
    <div className="grid gap-3">
      <PressReport sent={sent} attacked={range.attacked ?? false} clientStopped={clientStopped} />
      {wasDropped && failure ? (
        <p>The client got no response to the message that you dropped, and stopped. Start again.</p>
      ) : (
        failure
      )}
      {clientRule && (
        <p>
          The client stopped. Rule: <SpecLink to={clientRule} />.
        </p>
      )}
    </div>
  );
  function startAndReport(work: () => Promise<unknown>, attacked = false): void {
    setRange(undefined);
    setClientStopped(false);
    setClientRule(undefined);
    start(
      async () => {
        const after = newest();
        try {
          await work();
        } catch (error) {
          if (error instanceof OAuthError) {
            setClientStopped(true);
            setClientRule(CLIENT_RULES[error.code]);
          }
          throw error;
        } finally {
          setRange({ after, until: newest(), attacked });
        }
      },
      attacked ? 'ok' : 'bad',
    );
  }
  return {
    pending,
    report,
    start: startAndReport,
    press: (work, attacked) => ({ pending, onClick: () => startAndReport(work, attacked) }),
    clear: () => setRange(undefined),
  };
}

function PressReport({
  sent,
  attacked,
  clientStopped,
}: {
  sent: readonly Exchange[];
  attacked: boolean;
  clientStopped: boolean;
}) {
  const verdict = verdictOn(sent, attacked);
  if (!verdict) return <Notice tone="info" title="Nothing was sent" />;
  const { title, sent: what, message, rule } = verdict;
  // A server accepted the message, but the client stopped afterwards. So the attack did not succeed.
  const tone = attacked && clientStopped && verdict.tone === 'bad' ? 'info' : verdict.tone;
  return (
    <Notice tone={tone} title={title}>
      {`${what.charAt(0).toUpperCase()}${what.slice(1)} (`}
      <MessageLink id={message} />
      ).
      {rule && (
        <>
          {' '}
          Rule: <SpecLink to={rule} />.
        </>
      )}
    </Notice>
  );
}
