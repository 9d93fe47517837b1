import { CircleCheck, CircleX, Hourglass, Info } from 'lucide-react';
import type { ReactNode } from 'react';

type Tone = 'ok' | 'bad' | 'wait' | 'info';

const TONES = {
  ok: { Icon: CircleCheck, look: 'bg-ok-tint text-ok' },
  bad: { Icon: CircleX, look: 'bg-bad-tint text-bad' },
  wait: { Icon: Hourglass, look: 'bg-wait-tint text-wait' },
  info: { Icon: Info, look: 'bg-accent-tint text-accent' },
};

/** Shows a result by icon and text as well as by colour. */
export function Notice({ tone, title, children }: { tone: Tone; title: string; children?: ReactNode }) {
  const { Icon, look } = TONES[tone];
  return (
    <div role={tone === 'bad' ? 'alert' : 'status'} className={`flex gap-3 rounded-card px-4 py-3 ${look}`}>
      <Icon aria-hidden className="mt-0.5 size-5 shrink-0" />
      <div className="min-w-0 wrap-anywhere">
        <p className="font-semibold">{title}</p>
        {children && <div className="text-ink">{children}</div>}
      </div>
    </div>
  );
}
