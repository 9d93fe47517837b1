import { STEPS, type Step } from '../../machine/panes/steps.ts';
import {
  type Exchange,
  membersOf,
  parameterOf,
  redirectOf,
  responseOf,
} from '../../machine/wire/exchange.ts';
import { mask } from '../../machine/wire/mask.ts';
import { stepsTaken } from '../chapters/ten-steps.ts';
import { VALUE_OF_STEP } from '../chapters/value-of-step.ts';

/** A step of the flow, and the learner's own message that shows it. */
export interface OwnStep {
  step: Step;
  name: string;
  message?: {
    id: number;
    /** The value that the step is about, for a link to this value. */
    value?: { name: string; text: string } | undefined;
    status?: number | undefined;
  };
}

const IN_ORDER: readonly Step[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** The values that anyone may read. All other values are masked, because the page is printed and passed on. */
const PUBLIC: readonly string[] = ['www-authenticate', 'code_challenge', 'username', 'expires_in'];

/** Returns the ten steps, each with the first message of a log that shows the step. */
export function ownSteps(log: readonly Exchange[]): OwnStep[] {
  const taken = stepsTaken(log);
  return IN_ORDER.map((step) => {
    const name = STEPS[step];
    const exchange = log.find(({ id }) => id === taken.get(step));
    if (!exchange) return { step, name };
    const value = valueIn(exchange, VALUE_OF_STEP[step]);
    return { step, name, message: { id: exchange.id, value, status: responseOf(exchange)?.status } };
  });
}

function valueIn(exchange: Exchange, name: string | undefined): { name: string; text: string } | undefined {
  if (name === undefined) return undefined;
  const response = responseOf(exchange);
  const found =
    parameterOf(exchange.request, name) ??
    redirectOf(exchange)?.searchParams.get(name) ??
    exchange.request.headers[name] ??
    response?.headers[name] ??
    membersOf(response)[name];
  if (found === undefined || found === null) return undefined;
  const text = String(found);
  return { name, text: PUBLIC.includes(name) ? text : mask(text) };
}
