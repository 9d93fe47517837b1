import { Waiting } from '../ui/Waiting.tsx';

/** Replaces a screen while the code of the screen is loading. */
export function HydrateFallback() {
  return (
    <div className="p-6">
      <Waiting>Loading the page</Waiting>
    </div>
  );
}
