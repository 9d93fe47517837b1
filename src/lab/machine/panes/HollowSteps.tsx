import { STEPS } from './steps.ts';

/** Lists the ten steps before anything was sent. */
export function HollowSteps() {
  return (
    <div className="px-4 py-3 text-soft text-sm">
      <p>Nothing has been sent yet. Every message will appear here, with the number of its step:</p>
      <ol aria-label="The ten steps" className="mt-3 grid gap-2">
        {Object.entries(STEPS).map(([step, name]) => (
          <li key={step} className="flex items-baseline gap-3">
            <span
              aria-hidden
              className="grid size-6 shrink-0 place-items-center self-center rounded-full border border-faint border-dashed font-mono text-xs"
            >
              {step}
            </span>
            {name}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The empty diagram of a chapter that asks for the order of the steps. */
export function NothingSent() {
  return (
    <p className="px-4 py-3 text-soft text-sm">
      Nothing has been sent yet. Every message will appear here; the numbers of the steps appear once you have
      found their order.
    </p>
  );
}
