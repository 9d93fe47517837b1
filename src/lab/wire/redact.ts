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

/** Gives a function that masks secrets in every spelling that a URL, a form or a header gives them. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const masks = new Map<string, string>();
  for (const secret of secrets) {
    const inForm = new URLSearchParams({ secret }).toString().slice('secret='.length);
    for (const spelling of [secret, encodeURIComponent(secret), inForm]) masks.set(spelling, mask(secret));
  }
  if (masks.size === 0) return (text) => text;
  // The longer first: one secret may begin like another.
  const spellings = [...masks.keys()].sort((a, b) => b.length - a.length).map(escaped);
  const pattern = new RegExp(spellings.join('|'), 'g');
  return (text) => text.replace(pattern, (spelling) => masks.get(spelling) ?? '');
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
