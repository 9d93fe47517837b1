import { CircleCheck, CircleDashed, CircleX, CornerUpRight, EyeOff, Hourglass, Scissors } from 'lucide-react';
import { type Exchange, membersOf, redirectOf } from '../wire/exchange.ts';

/** Shows by icon, word and colour how an exchange ended, or what it waits for. */
export function OutcomeMark({ exchange }: { exchange: Exchange }) {
  const { Icon, words, look } = lookOf(exchange);
  return (
    <span className={`inline-flex shrink-0 items-center gap-1 rounded-full px-2 text-xs ${look}`}>
      <Icon aria-hidden className="size-3.5" />
      {words}
    </span>
  );
}

const OK = 'bg-ok-tint text-ok';
const BAD = 'bg-bad-tint text-bad';
const WAIT = 'bg-wait-tint text-wait';
const PLAIN = 'bg-sunken text-soft';

function lookOf(exchange: Exchange) {
  const { outcome } = exchange;
  switch (outcome.kind) {
    case 'held':
      return { Icon: CircleDashed, words: 'not sent yet', look: WAIT };
    case 'waiting':
      return { Icon: Hourglass, words: 'waiting for the response', look: WAIT };
    case 'answered': {
      const { status } = outcome.response;
      if (status >= 500) return { Icon: CircleX, words: `${status} failed`, look: BAD };
      if (status >= 400) return { Icon: CircleX, words: `${status} refused`, look: BAD };
      // JSON-RPC reports an error with a 2xx, as some token endpoints do.
      if (redirectOf(exchange)?.searchParams.has('error') || membersOf(outcome.response).error != null) {
        return { Icon: CircleX, words: `${status} with an error`, look: BAD };
      }
      // A response to a GET only delivers a document.
      return exchange.request.method === 'GET'
        ? { Icon: CircleCheck, words: `${status} received`, look: PLAIN }
        : { Icon: CircleCheck, words: `${status} accepted`, look: OK };
    }
    case 'left':
      return { Icon: CornerUpRight, words: 'navigated', look: PLAIN };
    case 'dropped':
      return { Icon: Scissors, words: 'dropped', look: BAD };
    case 'hidden':
      return { Icon: EyeOff, words: 'sent, but the browser hid the response', look: BAD };
    case 'failed':
      return { Icon: CircleX, words: 'no response', look: BAD };
    default:
      return outcome satisfies never;
  }
}
