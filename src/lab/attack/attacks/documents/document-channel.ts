import type { Network } from '../../../machine/wire/recorder.ts';

/** What a document may ask the page that opened it, by name. */
export type Answers = Readonly<Record<string, (argument: unknown) => unknown>>;

type ChannelMessage =
  | { kind: 'ask'; id: string; question: string; argument: unknown }
  | { kind: 'answer'; id: string; answer: unknown }
  | { kind: 'unanswered'; id: string; why: string };

const channelNamed = (name: string) => new BroadcastChannel(`lab:document:${name}`);

/** Answers what a document asks. @returns a function that stops. */
export function answerDocument(name: string, answers: Answers): () => void {
  const channel = channelNamed(name);
  let open = true;
  channel.onmessage = async ({ data }: MessageEvent<ChannelMessage>) => {
    if (data.kind !== 'ask') return;
    const answer = await answerTo(data, answers);
    if (open) channel.postMessage(answer);
  };
  return () => {
    open = false;
    channel.close();
  };
}

async function answerTo(
  { id, question, argument }: Extract<ChannelMessage, { kind: 'ask' }>,
  answers: Answers,
): Promise<ChannelMessage> {
  try {
    return { kind: 'answer', id, answer: await answers[question]?.(argument) };
  } catch (error) {
    return { kind: 'unanswered', id, why: error instanceof Error ? error.message : String(error) };
  }
}

/** The page that opened this document, as it can be asked. */
export interface Opener {
  /** @throws TypeError when it failed there, as `fetch` does for a message that was dropped. */
  ask(question: string, argument?: unknown): Promise<unknown>;
  /** The line to the servers of the run: they live in the page that opened this one. */
  network: Network;
  /** What is asked from now on gets no answer. */
  close(): void;
}

/** @param name as the address of this document has it, behind the `#`. */
export function openerNamed(name: string): Opener {
  const channel = channelNamed(name);
  const waiting = new Map<string, { answer(answer: unknown): void; fail(error: Error): void }>();
  let open = true;
  channel.onmessage = ({ data }: MessageEvent<ChannelMessage>) => {
    if (data.kind === 'answer') waiting.get(data.id)?.answer(data.answer);
    if (data.kind === 'unanswered') waiting.get(data.id)?.fail(new TypeError(data.why));
    waiting.delete(data.id);
  };
  function ask(question: string, argument?: unknown): Promise<unknown> {
    const id = crypto.randomUUID();
    const answered = new Promise<unknown>((answer, fail) => waiting.set(id, { answer, fail }));
    if (open) channel.postMessage({ kind: 'ask', id, question, argument } satisfies ChannelMessage);
    return answered;
  }
  return {
    ask,
    close() {
      open = false;
      channel.close();
    },
    async network(url, init) {
      const request = new Request(url, init);
      const sent: CarriedRequest = {
        url,
        method: request.method,
        headers: [...request.headers],
        body: await request.text(),
      };
      const { status, headers, body }: CarriedResponse = Object(await ask('send', sent));
      return new Response(body || null, { status, headers });
    },
  };
}

interface CarriedRequest {
  url: string;
  method: string;
  headers: [string, string][];
  body: string;
}

interface CarriedResponse {
  status: number;
  headers: [string, string][];
  body: string;
}

/** The answer to a document that sends something: passes it on over a line of the run. */
export function sendOver(line: Network): (argument: unknown) => Promise<CarriedResponse> {
  return async (argument) => {
    const { url, method, headers, body }: CarriedRequest = Object(argument);
    const response = await line(url, { method, headers, ...(method === 'POST' && { body }) });
    return { status: response.status, headers: [...response.headers], body: await response.text() };
  };
}
