import { use } from 'react';
import { useStore } from '../../ui/use-store.ts';
import { chapters } from './chapters/index.ts';
import { ProgressContext } from './progress-context.ts';

export function ProgressCount() {
  const progress = use(ProgressContext);
  const { proven } = useStore(progress);
  return (
    <p className="text-soft text-sm" data-personal>
      {chapters.filter(({ slug }) => proven.includes(slug)).length} of {chapters.length} proven
    </p>
  );
}
