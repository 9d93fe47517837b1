import { Notice } from '../ui/Notice.tsx';

/** Replaces the whole app if it cannot start. */
export function StartFailure({ title, advice }: { title: string; advice: string }) {
  return (
    <main className="mx-auto grid max-w-2xl gap-5 px-4 py-12">
      <h1 className="text-3xl">This app cannot start here</h1>
      <Notice tone="bad" title={title}>
        {advice}
      </Notice>
    </main>
  );
}
