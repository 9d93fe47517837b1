import { TextLink } from '../../ui/TextLink.tsx';
import { useStore } from '../../ui/use-store.ts';
import { attacks } from './attacks/index.ts';
import { playedCells } from './attacks/played-cells.ts';
import { CellOutcome } from './CellOutcome.tsx';

const inWindows = attacks.filter(({ needs }) => needs !== undefined);

/** Shows the outcomes of the attacks that need real tabs or a real frame. Each attack is played on its own page. */
export function WindowedAttacks() {
  const cells = useStore(playedCells);
  return (
    <section className="grid max-w-[62ch] gap-3">
      <h2 className="text-xl">In real tabs and frames</h2>
      <p className="text-soft">
        These four attacks need real windows, which open when you press a button. On the page of each attack,
        you can play it against a single defence. The outcomes stay here until you close or reload this tab.
      </p>
      <dl className="grid gap-2">
        {inWindows.map((attack) => {
          const played = cells.filter((cell) => cell.attack.slug === attack.slug);
          return (
            <div key={attack.slug} className="border-rule border-t pt-2">
              <dt>
                <TextLink to={`/attack/${attack.slug}`}>{attack.title}</TextLink>
              </dt>
              {played.length === 0 && <dd className="text-faint text-sm">not played yet</dd>}
              {played.map(({ defence, outcome }) => (
                <dd key={defence} className="flex items-center gap-2 text-sm">
                  <span>{defence} alone</span>
                  <CellOutcome outcome={outcome} />
                </dd>
              ))}
            </div>
          );
        })}
      </dl>
    </section>
  );
}
