import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { download } from '../machine/download.ts';

/** Copies the bug report, to be pasted into a tracker; where the browser keeps the clipboard from a page, as a file. */
export function CopyBugReport({ text }: { text(): string }) {
  const [said, setSaid] = useState('');

  async function copy(): Promise<void> {
    const report = text();
    try {
      await navigator.clipboard.writeText(report);
      setSaid('Copied');
    } catch {
      download('server-bug-report.md', report);
      setSaid('Saved as a file: this browser keeps the clipboard from the page');
    }
  }

  return (
    <span className="flex flex-wrap items-center gap-3">
      <Button onClick={() => void copy()}>Copy the bug report</Button>
      <span role="status" className="text-soft text-sm">
        {said}
      </span>
    </span>
  );
}
