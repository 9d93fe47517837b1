import { LoaderCircle } from 'lucide-react';
import { type ComponentProps, createContext, use, useId } from 'react';

type Variant = 'primary' | 'secondary';
/** Whether work is under way: `true`, or the id of the button whose press began it. */
export type Pending = boolean | string;

/** For a press handler: the value of `pending` while the work that this press began is under way. */
export let pressedButton: Pending = true;

const LOOK: Record<Variant, string> = {
  primary: 'bg-accent-fill text-on-fill border-accent-fill font-semibold',
  secondary:
    'bg-raised text-ink border-strong font-medium hover:border-faint aria-pressed:border-accent aria-pressed:bg-accent-tint',
};

/** `true` if this part of the page highlights no button as the next step, for example because its work is done. */
export const NothingNext = createContext(false);

/** The classes of a button, for links that should look like one. */
export const buttonClass = (variant: Variant = 'secondary'): string =>
  `inline-flex min-h-9 cursor-pointer items-center justify-center gap-2 justify-self-start rounded-control border px-4 py-1.5 aria-disabled:cursor-default ${LOOK[variant]}`;

/**
 * Shows a button. While `pending`, the button keeps its label and the focus, reports that it is busy, and ignores
 * clicks, so that a second click does not start the work again. While the work of another button is pending, the button
 * also ignores clicks, but is not busy.
 */
export function Button({
  variant = 'secondary',
  pending = false,
  type = 'button',
  onClick,
  children,
  ...rest
}: ComponentProps<'button'> & { variant?: Variant; pending?: Pending }) {
  const nothingNext = use(NothingNext);
  const id = useId();
  const busy = pending === true || pending === id;
  return (
    <button
      {...rest}
      type={pending ? 'button' : type}
      className={buttonClass(nothingNext ? 'secondary' : variant)}
      aria-disabled={!!pending}
      aria-busy={busy}
      onClick={(event) => {
        if (pending) return;
        pressedButton = id;
        onClick?.(event);
      }}
    >
      {children}
      {/* The last child, although shown first: React cannot insert a node before a text that a translation replaced. */}
      {busy && <LoaderCircle aria-hidden className="-order-1 size-4 motion-safe:animate-spin" />}
    </button>
  );
}
