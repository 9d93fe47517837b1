import { useEffect, useRef } from 'react';
import { ServerText } from '../../../ui/ServerText.tsx';
import { annotate } from '../wire/annotate.ts';
import { type Exchange, membersOf, parametersOf, redirectOf, responseOf } from '../wire/exchange.ts';
import { type Redaction, redactionOf } from '../wire/redact.ts';
import { ServerView } from './ServerView.tsx';
import { StoredValue } from './StoredValue.tsx';

const SCROLLED_AFTER_MS = 200;

/**
 * Shows each parameter of an exchange: its purpose, the clause, the value, and who can see the value.
 *
 * @param log the whole log: if any message names a secret, the secret is masked in every message.
 */
export function AnnotatedExchange({
  exchange,
  log,
  about,
}: {
  exchange: Exchange;
  log: readonly Exchange[];
  /** The name of the value to scroll to. */
  about?: string | undefined;
}) {
  const redaction = redactionOf(log);
  const response = responseOf(exchange);
  const { authorization, dpop } = exchange.request.headers;
  const sent = [
    ...parametersOf(exchange.request),
    ...(authorization ? [['authorization', authorization]] : []),
    ...(dpop ? [['dpop', dpop]] : []),
  ];
  const challenge = response?.headers['www-authenticate'];
  const received = [
    ...Object.entries(membersOf(response)).filter(([, value]) => typeof value !== 'object'),
    ...(redirectOf(exchange)?.searchParams ?? []),
    ...(challenge ? [['www-authenticate', challenge]] : []),
  ];
  return (
    <>
      <Parameters
        title="Sent"
        pairs={sent}
        inBody={exchange.request.method === 'POST'}
        exchange={exchange}
        redaction={redaction}
        about={about}
      />
      <ServerView observations={exchange.serverView} />
      {response && (
        <Parameters
          title={`Response ${response.status}`}
          pairs={received}
          inBody={!redirectOf(exchange)}
          exchange={exchange}
          redaction={redaction}
          about={about}
        />
      )}
    </>
  );
}

function Parameters({
  title,
  pairs,
  inBody = false,
  exchange,
  redaction,
  about,
}: {
  title: string;
  pairs: readonly unknown[][];
  inBody?: boolean;
  exchange: Exchange;
  redaction: Redaction;
  about: string | undefined;
}) {
  return (
    <section>
      <h3 className="mb-1 font-semibold">{title}</h3>
      {pairs.length ? (
        <dl className="grid gap-y-1">
          {pairs.map(([name, value]) => (
            <Parameter
              key={String(name)}
              name={String(name)}
              value={String(value)}
              inBody={inBody}
              exchange={exchange}
              redaction={redaction}
              linked={name === about}
            />
          ))}
        </dl>
      ) : (
        <p className="text-soft">No parameters.</p>
      )}
    </section>
  );
}

function Parameter({
  name,
  value,
  inBody,
  exchange,
  redaction,
  linked,
}: {
  name: string;
  value: string;
  inBody: boolean;
  exchange: Exchange;
  redaction: Redaction;
  linked: boolean;
}) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!linked) return;
    // The list scrolls to the row first, and measures it for some frames.
    const timer = setTimeout(() => line.current?.scrollIntoView({ block: 'center' }), SCROLLED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [linked]);
  const { meaning, reference, seenBy, secret } = annotate(name, exchange, inBody);
  return (
    <div ref={line} className={`border-rule border-b border-dotted pb-1 ${linked ? 'bg-mark' : ''}`}>
      <dt className="flex flex-wrap items-baseline gap-x-2">
        <code className="font-semibold">
          <ServerText text={name} kind="name" />
        </code>
        <span className="text-soft text-xs">{meaning}</span>
        {reference && (
          <a className="text-accent text-xs underline" href={reference.url} target="_blank" rel="noreferrer">
            {reference.label}
          </a>
        )}
      </dt>
      <dd className="flex flex-wrap items-baseline gap-x-2">
        <StoredValue name={name} value={value} secret={secret || redaction.text(value) !== value} />
        <span className="ml-auto text-faint text-xs">seen by: {seenBy}</span>
      </dd>
    </div>
  );
}
