/** A word with one slash: `/token`, `tools/call`. */
const SHORT_PATH = /(?<!\S)(\w*\/\w+)(?![\w/])/;

/** Keeps a short path on one line. Firefox may break a line after a slash: "What does /", "token check?". */
export function WholePaths({ children }: { children: string }) {
  return children.split(SHORT_PATH).map((part, index) =>
    SHORT_PATH.test(part) ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: Only its position identifies a part of a text.
      <span key={index} className="whitespace-nowrap">
        {part}
      </span>
    ) : (
      part
    ),
  );
}
