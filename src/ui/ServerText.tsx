import { useMemo, useState } from 'react';
import { Button } from './Button.tsx';
import { MOST_SHOWN, SHOWN_AT_FIRST, shownText } from './server-text.ts';

/**
 * Shows a server's text as plain text that is cut, isolated from the text around it, and without invisible characters.
 * No other component may show a server's text. A name or a value stays cut, so that it may be in links and buttons; for
 * any other text, the person can ask for more.
 */
export function ServerText({ text, kind }: { text: string; kind: keyof typeof SHOWN_AT_FIRST }) {
  const [opened, setOpened] = useState<string>();
  const most = opened === text ? MOST_SHOWN : SHOWN_AT_FIRST[kind];
  const shown = useMemo(() => shownText(text, most), [text, most]);
  if (!shown.leftOut) return <bdi>{shown.text}</bdi>;
  const leftOut = shown.leftOut.toLocaleString('en');
  if (kind === 'name' || kind === 'value') {
    return (
      <>
        <bdi>{shown.text}</bdi>… <span className="text-sm">({leftOut} more characters)</span>
      </>
    );
  }
  return (
    <>
      <bdi>{shown.text}</bdi>
      <span className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 font-sans text-soft text-sm">
        … {leftOut} more characters are not shown.
        {opened !== text && (
          <Button onClick={() => setOpened(text)}>
            {text.length > MOST_SHOWN
              ? `Show the first ${MOST_SHOWN.toLocaleString('en')}`
              : 'Show all of it'}
          </Button>
        )}
      </span>
    </>
  );
}
