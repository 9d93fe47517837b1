import { isSafeUrl } from '../oauth/safe-url.ts';
import { Button } from '../ui/Button.tsx';
import { ServerText } from '../ui/ServerText.tsx';

/**
 * A page that the server asks the user to visit. Shows the whole address; only the user opens it, in a tab without a
 * reference to this one.
 */
export function VisitPage({ message, url, onOpened }: { message: string; url: string; onOpened?(): void }) {
  return (
    <div className="grid justify-items-start gap-2">
      <ServerText text={message} kind="description" />
      <code className="break-all">
        <ServerText text={url} kind="value" />
      </code>
      {isSafeUrl(url.replace(/#.*/s, '')) ? (
        <>
          <p>
            It leads to <b className="break-all">{new URL(url).host}</b>. Open it only if you expected that.
          </p>
          <Button
            onClick={() => {
              window.open(url, '_blank', 'noopener,noreferrer');
              onOpened?.();
            }}
          >
            Open this page
          </Button>
        </>
      ) : (
        <p>This app does not open such an address.</p>
      )}
    </div>
  );
}
