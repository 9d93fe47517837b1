import { type ReactNode, useState } from 'react';
import { OAuthError } from '../../../oauth/index.ts';
import { Notice } from '../../../ui/Notice.tsx';
import type { Machine } from '../../machine/machine.ts';
import type { SpecReference } from '../../machine/spec-references.ts';
import { useAction } from '../../machine/use-action.tsx';
import type { Exchange } from '../../machine/wire/exchange.ts';
import { CLIENT_RULES } from './client-rules.ts';
import { verdictOn } from './verdict.ts';

/**
 * A press of the learner, and its report: what was sent, who decided, by which rule. Place the report beside the
 * button.
 */
export function usePress(
  machine: Machine,
  log: readonly Exchange[],
): {
  pending: boolean;
  report: ReactNode;
  start(work: () => Promise<unknown>): void;
  /** Call it when a setting changes: the last verdict is about the old setting. */
  clear(): void;
} {
  const { pending, failure, start } = useAction(machine);
  const [range, setRange] = useState<{ after: number; until?: number }>();
  const [clientRule, setClientRule] = useState<SpecReference>();
  const newest = () => machine.log.getSnapshot().at(-1)?.id ?? 0;
  const sent =
    range?.until === undefined ? [] : log.filter(({ id }) => id > range.after && id <= (range.until ?? 0));
  const report = range?.until !== undefined && (
    <div className="grid gap-3">
      <PressReport sent={sent} />
      {failure}
      {clientRule && (
        <p>
          The client stopped. <Rule rule={clientRule} />
        </p>
      )}
    </div>
  );
  return {
    pending,
    report,
    start(work) {
      setRange(undefined);
      setClientRule(undefined);
      start(async () => {
        const after = newest();
        try {
          await work();
        } catch (error) {
          if (error instanceof OAuthError) setClientRule(CLIENT_RULES[error.code]);
          throw error;
        } finally {
          setRange({ after, until: newest() });
        }
      });
    },
    clear: () => setRange(undefined),
  };
}

function PressReport({ sent }: { sent: readonly Exchange[] }) {
  const verdict = verdictOn(sent);
  if (!verdict) return <Notice tone="info" title="Nothing was sent" />;
  const { tone, title, sent: what, message, rule } = verdict;
  return (
    <Notice tone={tone} title={title}>
      {`${what.charAt(0).toUpperCase()}${what.slice(1)} (`}
      <a href={`#m${message}`} className="text-accent underline">
        message {message}
      </a>
      ).
      {rule && (
        <>
          {' '}
          <Rule rule={rule} />
        </>
      )}
    </Notice>
  );
}

function Rule({ rule: { label, url } }: { rule: SpecReference }) {
  return (
    <>
      Rule:{' '}
      <a className="text-accent underline" href={url}>
        {label}
      </a>
      .
    </>
  );
}
