import { Waiting } from '../ui/Waiting.tsx';

/** Stands where a screen will be while its code is on the way. */
export function HydrateFallback() {
  return (
    <div className="p-6">
      <Waiting>Loading the page</Waiting>
    </div>
  );
}
