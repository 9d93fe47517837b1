import { createContext, type ReactNode, use, useState } from 'react';
import { ServerText } from '../../../ui/ServerText.tsx';
import { mask } from '../wire/mask.ts';

interface FollowedValue {
  value: string | undefined;
  follow(value: string | undefined): void;
}

const FollowedValueContext = createContext<FollowedValue>({ value: undefined, follow() {} });

/** Lets its children follow one value, which is marked wherever it occurs. */
export function FollowedValueProvider({ children }: { children: ReactNode }) {
  const [value, follow] = useState<string>();
  return <FollowedValueContext value={{ value, follow }}>{children}</FollowedValueContext>;
}

/** A protocol value. Press it to mark every occurrence; press it again to stop. */
export function Followable({ value, masked = false }: { value: string; masked?: boolean }) {
  const followed = use(FollowedValueContext);
  const isFollowed = followed.value === value;
  return (
    <button
      type="button"
      aria-pressed={isFollowed}
      title={isFollowed ? 'Stop following this value' : 'Show where else this value occurs'}
      onClick={() => followed.follow(isFollowed ? undefined : value)}
      className={`cursor-pointer break-all rounded-sm text-left font-mono ${isFollowed ? 'bg-mark outline-1 outline-wait' : ''}`}
    >
      <ServerText text={masked ? mask(value) : value} kind="value" />
    </button>
  );
}
