import { type ReactNode, useId, useRef, useState } from 'react';
import { TextLink } from '../../../ui/TextLink.tsx';
import type { GlossaryTerm } from './terms.ts';

/** The distance, in pixels, of a popover from the edges of the window and from its word. */
const MARGIN = 8;

/**
 * Shows a word of the glossary in a text. A press opens a popover that explains the word. Escape, or a press elsewhere,
 * closes the popover. The popover is in the browser's top layer, so the text does not move.
 *
 * @param name the `name` of the term in `terms.ts`. That file loads when the reader first presses a word.
 */
export function Term({ name, children }: { name: string; children: ReactNode }) {
  const id = useId();
  const word = useRef<HTMLButtonElement>(null);
  const popover = useRef<HTMLSpanElement>(null);
  const [term, setTerm] = useState<GlossaryTerm>();

  async function open(): Promise<void> {
    const { termNamed } = await import('./terms.ts');
    setTerm(termNamed(name));
  }

  function place(): void {
    if (!word.current || !popover.current) return;
    const { left, bottom, top } = word.current.getBoundingClientRect();
    const { offsetWidth, offsetHeight, style } = popover.current;
    const fitsBelow = bottom + MARGIN + offsetHeight < innerHeight;
    style.left = `${Math.max(MARGIN, Math.min(left, innerWidth - offsetWidth - MARGIN))}px`;
    style.top = `${fitsBelow ? bottom + MARGIN : Math.max(MARGIN, top - offsetHeight - MARGIN)}px`;
  }

  return (
    <>
      <button
        ref={word}
        type="button"
        popoverTarget={id}
        onClick={() => void open()}
        className="cursor-pointer whitespace-normal text-inherit underline decoration-dotted underline-offset-4 print:no-underline"
      >
        {children}
      </button>
      <span
        ref={(element) => {
          popover.current = element;
          // The popover is measured only after its text has loaded: a chapter has many words, and each measurement lays
          // out the whole page.
          if (term) place();
        }}
        id={id}
        popover="auto"
        role="note"
        onToggle={place}
        className="fixed m-0 w-80 max-w-[calc(100vw-1rem)] whitespace-normal rounded-card border border-strong bg-raised px-4 py-3 font-sans text-base text-ink leading-6"
      >
        {term && (
          <>
            <span className="block font-semibold">{term.title}</span>
            <span className="block">{term.text}</span>
            <span className="mt-2 flex flex-wrap gap-x-4 text-sm">
              {term.reference && (
                <a
                  className="text-accent underline"
                  href={term.reference.url}
                  target="_blank"
                  rel="noreferrer"
                >
                  {term.reference.label}
                </a>
              )}
              <TextLink to={`/learn/glossary#${name}`}>Glossary</TextLink>
            </span>
          </>
        )}
      </span>
    </>
  );
}
