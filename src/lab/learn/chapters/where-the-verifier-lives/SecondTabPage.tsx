import { useEffect, useState } from 'react';
import { LabLayout } from '../../../machine/LabLayout.tsx';
import { serveAsSecondTab } from '../../../machine/tabs/second-tab.ts';
import { finishInTab, startInTab } from '../../../machine/tabs/tab-client.ts';
import { useTitle } from '../../../machine/use-title.ts';
import { type Kept, KeptHere, readKept } from './KeptHere.tsx';

/** The second tab of the chapter on storage: a real tab, which the first tab controls. */
export function SecondTabPage() {
  const [steps, setSteps] = useState<string[]>([]);
  const [kept, setKept] = useState<Kept>();
  useTitle('The second tab');
  useEffect(() => {
    let callbackUrl = '';
    const report = (text: string) => setSteps((before) => [...before, text]);
    return serveAsSecondTab(location.hash.slice(1), {
      async start(keep, networks) {
        callbackUrl = await startInTab(keep, networks, window);
        setKept(readKept());
        report(`Started a sign-in and kept its verifier in ${keep}.`);
      },
      async finish(keep, networks) {
        const status = await finishInTab(keep, callbackUrl, networks, window);
        report(`Exchanged the code: ${status}.`);
        return status;
      },
    });
  }, []);
  return (
    <LabLayout>
      <main className="mx-auto grid w-full max-w-[62ch] content-start gap-6 px-4 py-8">
        <h1 className="text-4xl leading-tight">The second tab</h1>
        <p>
          The chapter that opened this tab controls it, and shows the result: go back to the tab of the
          chapter. Close this tab when you are done.
        </p>
        <ol aria-live="polite" className="grid gap-1">
          {steps.map((text, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows
            <li key={index}>{text}</li>
          ))}
        </ol>
        {kept && <KeptHere kept={kept} when="What this tab could read during its sign-in" />}
      </main>
    </LabLayout>
  );
}
