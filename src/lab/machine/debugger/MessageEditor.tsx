import { CONTROL, Field } from '../../../ui/Field.tsx';
import type { WireMessage } from '../wire/exchange.ts';
import { readHeaderLines, writeHeaderLines } from './header-lines.ts';

export interface Draft {
  url: string;
  headers: string;
  body: string;
}

export const draftOf = ({ url, headers, body }: WireMessage): Draft => ({
  url,
  headers: writeHeaderLines(headers),
  body,
});

/**
 * The message that a draft describes.
 *
 * @throws TypeError for malformed headers, and for an address at another origin, because the message would then go to
 *   a server that the learner did not name.
 */
export function messageOf({ url, headers, body }: Draft, original: WireMessage): WireMessage {
  const { origin } = new URL(original.url);
  if (!URL.canParse(url) || new URL(url).origin !== origin) {
    throw new TypeError(`The address must begin with ${origin}`);
  }
  return { ...original, url, headers: readHeaderLines(headers), body };
}

export function MessageEditor({
  message,
  draft,
  onChange,
}: {
  message: WireMessage;
  draft: Draft;
  onChange(draft: Draft): void;
}) {
  const parts: { label: string; part: keyof Draft; rows: number; shown: boolean }[] = [
    { label: 'Address', part: 'url', rows: 3, shown: true },
    { label: 'Headers', part: 'headers', rows: 3, shown: Object.keys(message.headers).length > 0 },
    { label: 'Body', part: 'body', rows: 4, shown: message.method !== 'GET' },
  ];
  return (
    <div className="mt-2 grid max-h-[40dvh] gap-1 overflow-y-auto p-1">
      {parts
        .filter(({ shown }) => shown)
        .map(({ label, part, rows }) => (
          <Field
            key={part}
            label={label}
            control={(ids) => (
              <textarea
                {...ids}
                className={`${CONTROL} font-mono text-xs`}
                rows={rows}
                spellCheck={false}
                value={draft[part]}
                onChange={({ target }) => onChange({ ...draft, [part]: target.value })}
              />
            )}
          />
        ))}
    </div>
  );
}
