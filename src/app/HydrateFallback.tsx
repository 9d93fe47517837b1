import { Waiting } from '../ui/Waiting.tsx';

export function HydrateFallback() {
  return (
    <div className="p-6">
      <Waiting>Loading the page</Waiting>
    </div>
  );
}
