import { annotate, mask } from './annotate.ts';
import { answerOf, type Exchange, membersOf, parametersOf, redirectOf } from './exchange.ts';

/** Every value of a log that its name calls a secret, wherever it came by that name. */
export function secretsOf(log: readonly Exchange[]): string[] {
  const secrets = new Set<string>();
  for (const exchange of log) {
    const answer = answerOf(exchange);
    const named: [string, unknown][] = [
      ...parametersOf(exchange.request),
      ...Object.entries(membersOf(answer)),
      ...(redirectOf(exchange)?.searchParams ?? []),
      ['authorization', exchange.request.headers.authorization?.replace(/^Bearer /, '')],
    ];
    for (const [name, value] of named) {
      if (typeof value === 'string' && value && annotate(name, exchange).secret) secrets.add(value);
    }
  }
  return [...secrets];
}

/** Masks secrets in every spelling that a URL, a form or a header gives them. */
export function redact(text: string, secrets: readonly string[]): string {
  let redacted = text;
  for (const secret of secrets) {
    const inForm = new URLSearchParams({ secret }).toString().slice('secret='.length);
    for (const spelling of new Set([secret, encodeURIComponent(secret), inForm])) {
      redacted = redacted.replaceAll(spelling, mask(secret));
    }
  }
  return redacted;
}
