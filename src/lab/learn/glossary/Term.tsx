import { type MouseEvent, type ReactNode, useId, useRef, useState } from 'react';
import { Link } from 'react-router-dom';
import { TextLink } from '../../../ui/TextLink.tsx';
import type { GlossaryTerm } from './terms.ts';

/** The distance, in pixels, of a popover from the edges of the window and from its word. */
const MARGIN = 8;

/**
 * Shows a word of the glossary in a text. A press opens a popover that explains the word. Escape, or a press elsewhere,
 * closes the popover. The popover is in the browser's top layer, so the text does not move.
 *
 * The word is a link to the glossary, so it also works without scripts and in a new tab. It is no button, because a
 * browser lays out a button as a box: a line could begin with the comma after the button.
 *
 * @param name the `name` of the term in `terms.ts`. That file loads when the reader first presses a word.
 */
export function Term({ name, children }: { name: string; children: ReactNode }) {
  const id = useId();
  const glossary = `/learn/glossary#${name}`;
  const word = useRef<HTMLAnchorElement>(null);
  const popover = useRef<HTMLSpanElement>(null);
  const wasOpen = useRef(false);
  const [isOpen, setIsOpen] = useState(false);
  const [term, setTerm] = useState<GlossaryTerm>();

  async function open(event: MouseEvent): Promise<void> {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const isPointer = event.detail > 0;
    popover.current?.togglePopover(!(isPointer ? wasOpen.current : isOpen));
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
      <Link
        ref={word}
        to={glossary}
        aria-expanded={isOpen}
        aria-controls={id}
        // The browser closes an open popover before the click of a pointer.
        onPointerDown={() => {
          wasOpen.current = isOpen;
        }}
        onClick={(event) => void open(event)}
        className="text-inherit underline decoration-dotted underline-offset-4 print:no-underline"
      >
        {children}
      </Link>
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
        onToggle={({ newState }) => {
          setIsOpen(newState === 'open');
          place();
        }}
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
              <TextLink to={glossary}>Glossary</TextLink>
            </span>
          </>
        )}
      </span>
    </>
  );
}
