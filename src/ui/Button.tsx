import { LoaderCircle } from 'lucide-react';
import { type ComponentProps, createContext, use } from 'react';

type Variant = 'primary' | 'secondary';

const LOOK: Record<Variant, string> = {
  primary: 'bg-accent-fill text-on-fill border-accent-fill font-semibold',
  secondary:
    'bg-raised text-ink border-strong font-medium hover:border-faint aria-pressed:border-accent aria-pressed:bg-accent-tint',
};

/** Whether a part of the page highlights no button as the next step, for example because its work is done. */
export const NothingNext = createContext(false);

/** The classes of a button, for links that should look like one. */
export function buttonClass(variant: Variant = 'secondary'): string {
  return `inline-flex min-h-9 cursor-pointer items-center justify-center gap-2 rounded-control border px-4 py-1.5 aria-disabled:cursor-default ${LOOK[variant]}`;
}

/**
 * Shows a button. While `pending`, the button keeps its label and the focus, reports that it is busy, and ignores
 * clicks, so that a second click does not start its work twice.
 *
 * @param busy `false` for a button that only waits for the work of another button. Such a button also ignores clicks,
 * but shows no spinner.
 */
export function Button({
  variant = 'secondary',
  pending = false,
  busy = pending,
  type = 'button',
  onClick,
  children,
  ...rest
}: ComponentProps<'button'> & { variant?: Variant; pending?: boolean; busy?: boolean }) {
  const nothingNext = use(NothingNext);
  return (
    <button
      {...rest}
      type={pending ? 'button' : type}
      className={buttonClass(nothingNext ? 'secondary' : variant)}
      aria-disabled={pending}
      aria-busy={pending && busy}
      onClick={pending ? undefined : onClick}
    >
      {children}
      {/* The last child, although shown first: React cannot insert before a text that a translating browser replaced. */}
      {pending && busy && <LoaderCircle aria-hidden className="-order-1 size-4 motion-safe:animate-spin" />}
    </button>
  );
}
