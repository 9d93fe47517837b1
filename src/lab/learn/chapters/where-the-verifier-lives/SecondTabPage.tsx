import { useEffect, useState } from 'react';
import { LabLayout } from '../../../machine/LabLayout.tsx';
import { serveAsSecondTab } from '../../../machine/tabs/second-tab.ts';
import { finishInTab, startInTab } from '../../../machine/tabs/tab-client.ts';
import { KeptHere } from './KeptHere.tsx';

/** The second tab of the chapter on storage: a real one, which the first one tells what to do. */
export function SecondTabPage() {
  const [said, setSaid] = useState<string[]>([]);
  useEffect(() => {
    document.title = 'The second tab. PKCE Lab';
    let callbackUrl = '';
    const say = (text: string) => setSaid((before) => [...before, text]);
    return serveAsSecondTab(location.hash.slice(1), {
      async start(keep, lines) {
        callbackUrl = await startInTab(keep, lines, window);
        say(`Started a sign-in and kept its verifier in ${keep}.`);
      },
      async finish(keep, lines) {
        const status = await finishInTab(keep, callbackUrl, lines, window);
        say(`Handed in the code: ${status}.`);
        return status;
      },
    });
  }, []);
  return (
    <LabLayout>
      <main className="mx-auto grid w-full max-w-[62ch] content-start gap-6 px-4 py-8">
        <h1 className="text-4xl leading-tight">The second tab</h1>
        <p>It belongs to the chapter you came from, which tells it what to do. Close it when you are done.</p>
        <ol aria-live="polite" className="grid gap-1">
          {said.map((text, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows
            <li key={index}>{text}</li>
          ))}
        </ol>
        <KeptHere key={said.length} />
      </main>
    </LabLayout>
  );
}
