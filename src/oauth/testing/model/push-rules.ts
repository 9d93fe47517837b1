import type { SessionState } from '../../index.ts';
import type { Exchange } from './exchange.ts';
import type { Browser, ModelDocument } from './model.ts';
import type { ServerModel, ServerName } from './server.ts';

/** I9: a request is pushed once, only if required (RFC 9126), and its reference is used only there. */
export interface PushRules {
  sent(exchange: Exchange): void;
  /** Called when a document navigates to the authorization endpoint of a server. */
  navigated(document: ModelDocument, url: URL, server: ServerModel): void;
  /** Called with the snapshot of each awake document after each step. */
  reported(document: ModelDocument, server: ServerModel, state: SessionState): void;
  /** Called after each step. */
  check(): void;
}

/** The parameters of an authorization request, all of which a pushed request contains (§2.1). */
const PARAMETERS = [
  ...'response_type client_id redirect_uri resource scope state code_challenge'.split(' '),
  ...'code_challenge_method'.split(' '),
];

export function createPushRules(
  browser: () => Browser,
  isSignedOutAfter: (server: ServerName, step: number) => boolean,
  violate: (rule: string) => void,
): PushRules {
  const pushes: Exchange[] = [];
  const used = new Set<string>();

  return {
    sent(exchange) {
      const { to, url, form, server } = exchange;
      if (to !== 'pushed request') return;
      if (server?.pushing !== 'required') violate(`I9: ${url} got a request that need not be pushed`);
      const absent = PARAMETERS.filter((name) => !form.has(name));
      if (absent.length) violate(`I9: ${absent} is not in a pushed request`);
      if (pushes.some((push) => push.form.get('state') === form.get('state')))
        violate('I9: a request was pushed twice');
      pushes.push(exchange);
    },
    navigated(document, url, server) {
      const { origin, searchParams } = url;
      const reference = searchParams.get('request_uri') ?? '';
      if (server.pushing !== 'required') {
        if (reference) violate(`I9: ${reference} was sent to ${origin}`);
        return;
      }
      const names = [...searchParams.keys()];
      if (String(names) !== 'client_id,request_uri') violate(`I9: the address of ${origin} carries ${names}`);
      const push = pushes.find(({ form }) => form === server.requestAt(url));
      if (push?.outcome !== 'granted' || push.document !== document)
        violate(
          `I9: document ${document.id} navigates with "${reference}", which no push to ${origin} returned`,
        );
      if (used.has(reference)) violate(`I9: ${reference} was used twice`);
      used.add(reference);
      // Without a mark in `localStorage`, only a broadcast announces the sign-out, and it may arrive later.
      const { shared, clearedAt } = browser();
      const isMarked = shared.getItem(`oauth:sign-out:${server.serverUrl}`) !== null;
      if (push && isMarked && isSignedOutAfter(server.name, Math.max(push.atStep, clearedAt)))
        violate(`I9: ${reference} was used after a sign-out`);
    },
    reported(document, server, state) {
      const error =
        state.status === 'failed'
          ? state.error
          : state.status === 'signed-in'
            ? state.signInError
            : undefined;
      if (error?.step !== 'pushed authorization request') return;
      const own = pushes.filter((one) => one.document === document && one.server === server);
      const outcomes = error.code === 'authorization_refused' ? ['refused'] : ['unused', 'lost'];
      const isTrueOf = (push: Exchange | undefined) => push && outcomes.includes(push.outcome);
      const push = own.at(-1);
      // A sign-in that a sign-out has ended may still push after a newer sign-in, so any push may be the cause.
      if (isSignedOutAfter(server.name, document.openedAt) ? own.some(isTrueOf) : isTrueOf(push)) return;
      violate(`I9: document ${document.id} reports ${error.code} after a push that was ${push?.outcome}`);
    },
    check() {
      const { tabs } = browser();
      for (const { form, outcome, id } of pushes) {
        const isStored = tabs.some(({ storage }) => storage.getItem(`oauth:pending:${form.get('state')}`));
        if (isStored && outcome !== 'granted')
          violate(`I9: the sign-in of push ${id} is stored, although the push was ${outcome}`);
      }
    },
  };
}
