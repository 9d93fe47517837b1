import { type SearchProgress, searchVerifier } from './search.ts';

/** What the worker is told, once. To stop it, end it. */
export interface SearchOrder {
  challenge: string;
  bits: number;
}

/** What it says: now and then how far it is, and at the end what it found. */
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
      say({ kind: 'progress', progress });
    },
  });
  if (latest) say({ kind: 'progress', progress: latest });
  say({ kind: 'done', verifier });
};

function say(report: SearchReport): void {
  self.postMessage(report);
}
