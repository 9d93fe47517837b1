import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { download } from '../machine/download.ts';

/**
 * Copies the bug report for a tracker. If the browser denies access to the clipboard, the button saves the report as a
 * file.
 */
export function CopyBugReport({ text }: { text(): string }) {
  const [status, setStatus] = useState('');

  async function copy(): Promise<void> {
    const report = text();
    try {
      await navigator.clipboard.writeText(report);
      setStatus('Copied');
    } catch {
      download('server-bug-report.md', report);
      setStatus('Saved as a file: this browser did not let the page write to the clipboard');
    }
  }

  return (
    <span className="flex flex-wrap items-center gap-3">
      <Button onClick={() => void copy()}>Copy the bug report</Button>
      <span role="status" className="text-soft text-sm">
        {status}
      </span>
    </span>
  );
}
