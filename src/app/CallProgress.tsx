import type { Progress } from '@modelcontextprotocol/client';
import { Button } from '../ui/Button.tsx';
import { ServerText } from '../ui/ServerText.tsx';
import { Waiting } from '../ui/Waiting.tsx';

/** Shows the progress that the server reports for a pending call, and a button that cancels the call. */
export function CallProgress({ progress, onCancel }: { progress: Progress | undefined; onCancel(): void }) {
  const { progress: done = 0, total = 0, message } = progress ?? {};
  // Some servers report an unknown total as 0, and some servers report more progress than the total.
  const isPart = total > 0 && done <= total;
  return (
    <div className="grid justify-items-start gap-2">
      <Waiting>Waiting for the MCP server</Waiting>
      {progress && (
        <p className="flex flex-wrap items-center gap-3">
          <progress aria-label="Progress of the call" {...(isPart && { value: done, max: total })} />
          <span>
            {done.toLocaleString('en')}
            {isPart && ` of ${total.toLocaleString('en')}`}
          </span>
          {message && <ServerText text={message} kind="name" />}
        </p>
      )}
      <Button onClick={onCancel}>Cancel the call</Button>
    </div>
  );
}
