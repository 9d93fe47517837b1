import { Waiting } from '../ui/Waiting.tsx';

/** Shown in place of a screen while its code is loading. */
export function HydrateFallback() {
  return (
    <div className="p-6">
      <Waiting>Loading the page</Waiting>
    </div>
  );
}
