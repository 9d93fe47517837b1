import { describeOAuthError } from '../../../oauth/error-descriptions.ts';
import { OAuthError } from '../../../oauth/index.ts';

/** The functions that one document offers to another document, by name. Arguments and results are structured clones. */
export type Handlers = Readonly<Record<string, (argument: never) => unknown>>;

/** One end of a channel between two documents of this app: tabs, or a page and a frame in it. */
export interface TabChannel<Remote extends Handlers> {
  /** @throws TypeError with the reason of the remote failure, as `fetch` throws for a dropped message. */
  call<Name extends keyof Remote & string>(
    name: Name,
    ...argument: Parameters<Remote[Name]>
  ): Promise<Awaited<ReturnType<Remote[Name]>>>;
  /** Sends and receives nothing from now on; pending calls never settle. */
  close(): void;
}

interface Call {
  kind: 'call';
  id: string;
  name: string;
  argument: unknown;
}
type Reply =
  | { kind: 'result'; id: string; result: unknown }
  | { kind: 'failure'; id: string; reason: string };

/**
 * Opens one end of a channel. Both ends are of one build and one origin, so the types of the other end are trusted.
 *
 * @param name known only to both ends: the opener passes it in the fragment of the address.
 * @param own the handlers of this end.
 */
export function openTabChannel<Remote extends Handlers>(
  name: string,
  own: Handlers = {},
): TabChannel<Remote> {
  const channel = new BroadcastChannel(`lab:tab:${name}`);
  const waiting = new Map<string, (reply: Reply) => void>();
  let open = true;
  function post(message: Call | Reply): void {
    if (open) channel.postMessage(message);
  }
  channel.onmessage = async ({ data }: MessageEvent<Call | Reply>) => {
    if (data.kind === 'call') return post(await replyTo(data, own));
    waiting.get(data.id)?.(data);
    waiting.delete(data.id);
  };
  return {
    async call(called, ...[argument]) {
      const id = crypto.randomUUID();
      const replied = new Promise<Reply>((resolve) => waiting.set(id, resolve));
      post({ kind: 'call', id, name: called, argument });
      const reply = await replied;
      if (reply.kind === 'failure') throw new TypeError(reply.reason);
      return Object(reply).result;
    },
    close() {
      open = false;
      channel.close();
    },
  };
}

async function replyTo({ id, name, argument }: Call, own: Handlers): Promise<Reply> {
  try {
    const handler = own[name];
    if (!handler) throw new Error(`This document has no handler "${name}".`);
    return { kind: 'result', id, result: await Reflect.apply(handler, undefined, [argument]) };
  } catch (error) {
    return { kind: 'failure', id, reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof OAuthError) return describeOAuthError(error).title;
  return error instanceof Error ? error.message : String(error);
}
