import { useEffect, useRef, useState } from 'react';
import { useStore } from '../../ui/use-store.ts';
import type { AttackWindows } from './attacks/windows/windows.ts';

/**
 * Shows the attacker's page: an invisible frame with the consent page covers a tempting button. The frame is a real
 * `iframe`, so the browser itself decides whether the frame may show that page.
 */
export function FramingPage({ windows }: { windows: AttackWindows }) {
  const framed = useStore(windows.framed);
  const frame = useRef<HTMLIFrameElement>(null);
  const decoy = useRef<HTMLSpanElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!framed) return;
    // The attacker knows the position of the button in the framed page.
    const timer = setInterval(() => {
      const button = [...(frame.current?.contentDocument?.querySelectorAll('button') ?? [])].find(
        ({ textContent }) => textContent?.trim() === 'Allow',
      );
      if (!button || !decoy.current) return;
      const { left, top, width, height } = button.getBoundingClientRect();
      Object.assign(decoy.current.style, {
        left: `${left}px`,
        top: `${top}px`,
        width: `${width}px`,
        height: `${height}px`,
      });
    }, 200);
    return () => clearInterval(timer);
  }, [framed]);
  if (!framed) return null;
  return (
    <section
      aria-labelledby="framing-page"
      className="hatch grid gap-2 rounded-card border-2 border-attacker p-3"
    >
      <h2 id="framing-page" className="bg-paper px-2 font-mono font-normal text-attacker text-base">
        evil.example: win a holiday
      </h2>
      <div className="relative h-[40rem] overflow-hidden rounded-control bg-paper">
        <p className="p-4 font-serif text-lg">You are the visitor of the day. Press the button.</p>
        <span
          ref={decoy}
          aria-hidden
          className="absolute grid place-items-center rounded-control bg-attacker text-center font-semibold text-paper text-xs leading-tight"
        >
          Claim the prize
        </span>
        <iframe
          ref={frame}
          title="The page that covers the button"
          src={framed.src}
          onLoad={({ currentTarget }) => framed.onLoad(currentTarget)}
          className={`absolute inset-0 size-full ${seen ? 'opacity-100' : 'opacity-0'}`}
        />
      </div>
      <label className="flex items-center gap-2 bg-paper px-2">
        <input type="checkbox" checked={seen} onChange={({ target }) => setSeen(target.checked)} />
        Show the page on top
      </label>
    </section>
  );
}
