import { NavLink } from 'react-router-dom';
import { useStore } from '../../ui/use-store.ts';
import { challenges } from './challenges/index.ts';
import { craftedBoard, resultOf } from './crafting/crafted-board.ts';

/** Links to the attacks that the learner writes. Each link shows how many servers the learner has solved. */
export function CraftedLinks({ className }: { className: string }) {
  const results = useStore(craftedBoard());
  const seenThrough = Object.keys(results).filter((key) => key.startsWith('mystery/')).length;
  return (
    <>
      {challenges.map(({ slug, title, weaknesses }, index) => {
        const solved = weaknesses.filter(({ id }) => resultOf(results, `${slug}/${id}`) !== undefined).length;
        return (
          <li
            key={slug}
            className={`shrink-0 ${index === 0 ? 'xl:mt-2 xl:border-rule xl:border-t xl:pt-2' : ''}`}
          >
            {index === 0 && (
              <p
                aria-hidden="true"
                className="hidden px-3 py-1 font-semibold text-faint text-xs uppercase tracking-wider xl:block"
              >
                Write it yourself
              </p>
            )}
            <NavLink to={`/attack/challenge/${slug}`} className={className}>
              <span className="grow">
                <span className="sr-only">Challenge: </span>
                {title}
              </span>
              {solved > 0 && (
                <span className="font-mono text-sm">
                  {solved}/{weaknesses.length}
                  <span className="sr-only"> servers solved</span>
                </span>
              )}
            </NavLink>
          </li>
        );
      })}
      <li className="shrink-0">
        <NavLink to="/attack/mystery" className={className}>
          <span className="grow">The mystery server</span>
          {seenThrough > 0 && (
            <span className="font-mono text-sm">
              {seenThrough}
              <span className="sr-only"> servers solved</span>
            </span>
          )}
        </NavLink>
      </li>
    </>
  );
}
