import { useEffect, useRef } from 'react';
import { NavLink } from 'react-router-dom';
import { useStore } from '../../ui/use-store.ts';
import { download } from '../machine/download.ts';
import { attacks } from './attacks/index.ts';
import { pointsOf, scoreBoard, scoreOf } from './attacks/score.ts';
import { CraftedLinks } from './CraftedLinks.tsx';
import { craftedBoard } from './crafting/crafted-board.ts';

const LINK =
  'flex items-baseline gap-2 rounded-control px-3 py-2 text-soft aria-[current=page]:bg-accent-tint aria-[current=page]:font-semibold aria-[current=page]:text-ink';

export function AttackRail() {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    // On a narrow screen the list scrolls sideways, and the current attack may be out of view.
    const current = list.current?.querySelector('[aria-current=page]');
    current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, []);
  const scores = useStore(scoreBoard());
  const crafted = Object.keys(useStore(craftedBoard())).length;
  const total = attacks.reduce((sum, { slug }) => sum + pointsOf(scoreOf(scores, slug)), 0);
  return (
    <nav
      aria-label="Attacks"
      className="grid grid-cols-[minmax(0,1fr)] content-start gap-2 p-2 xl:gap-3 xl:p-3"
    >
      <h2 className="sr-only px-3 font-semibold font-sans text-faint text-xs uppercase tracking-wider xl:not-sr-only">
        Attacks
      </h2>
      <ol ref={list} className="relative flex gap-1 overflow-x-auto xl:grid">
        {attacks.map(({ slug, title }) => {
          const points = pointsOf(scoreOf(scores, slug));
          return (
            <li key={slug} className="shrink-0">
              <NavLink to={`/attack/${slug}`} className={LINK}>
                <span className="grow">{title}</span>
                {points > 0 && (
                  <span className="font-mono text-sm">
                    {points}/3<span className="sr-only"> done</span>
                  </span>
                )}
              </NavLink>
            </li>
          );
        })}
        <CraftedLinks className={LINK} />
        <li className="shrink-0 xl:mt-2 xl:border-rule xl:border-t xl:pt-2">
          <NavLink to="/attack/matrix" className={LINK}>
            Attacks × defences
          </NavLink>
        </li>
        <li className="shrink-0">
          <NavLink to="/attack/limits" className={LINK}>
            What nothing here stops
          </NavLink>
        </li>
      </ol>
      <p className="flex flex-wrap gap-x-4 px-3 text-soft text-sm xl:grid xl:gap-2" data-personal>
        <span>
          {total} of {attacks.length * 3} points: attacked, defended, understood
        </span>
        {total + crafted > 0 && (
          <button
            type="button"
            onClick={() => {
              scoreBoard().reset();
              craftedBoard().reset();
            }}
            className="cursor-pointer justify-self-start text-accent underline"
          >
            Reset the points
          </button>
        )}
        {total > 0 && (
          <button
            type="button"
            onClick={() => download('pkce-lab-attacks.json', JSON.stringify(scores, null, 2))}
            className="cursor-pointer justify-self-start text-accent underline"
          >
            Export the points
          </button>
        )}
      </p>
    </nav>
  );
}
