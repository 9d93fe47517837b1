import { type SearchProgress, searchVerifier } from './search.ts';

/** The message to the worker. Terminate the worker to stop the search. */
export interface SearchOrder {
  challenge: string;
  bits: number;
}

/** The messages from the worker: progress, and the result. */
export type SearchReport =
  | { kind: 'progress'; progress: SearchProgress }
  | { kind: 'done'; verifier: string | undefined };

const REPORT_EVERY_MS = 100;

self.onmessage = async ({ data: { challenge, bits } }: MessageEvent<SearchOrder>) => {
  let reportedMs = Number.NEGATIVE_INFINITY;
  let latest: SearchProgress | undefined;
  const verifier = await searchVerifier(challenge, bits, {
    onProgress(progress) {
      latest = progress;
      if (progress.elapsedMs - reportedMs < REPORT_EVERY_MS) return;
      reportedMs = progress.elapsedMs;
      report({ kind: 'progress', progress });
    },
  });
  if (latest) report({ kind: 'progress', progress: latest });
  report({ kind: 'done', verifier });
};

function report(message: SearchReport): void {
  self.postMessage(message);
}
