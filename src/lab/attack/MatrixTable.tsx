import { TextLink } from '../../ui/TextLink.tsx';
import { DEFENCES } from './attacks/defences.ts';
import { attacks } from './attacks/index.ts';
import { MATRIX_DEFENCES, type MatrixCell } from './attacks/matrix.ts';
import { CellOutcome } from './CellOutcome.tsx';

const played = attacks.filter(({ needs }) => needs === undefined);

export function MatrixTable({ cells }: { cells: readonly MatrixCell[] }) {
  return (
    // The region scrolls sideways, so it must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section aria-label="Matrix" tabIndex={0} className="relative overflow-x-auto print:overflow-visible">
      <table className="w-full border-collapse text-xs">
        <thead>
          <tr>
            <th className="sticky left-0 bg-paper p-2 text-left align-bottom text-sm">Attack</th>
            {MATRIX_DEFENCES.map((defence) => (
              <th
                key={defence}
                scope="col"
                title={DEFENCES[defence]}
                className="px-0.5 py-2 text-center align-bottom"
              >
                {defence}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {played.map((attack) => (
            <tr key={attack.slug} className="border-rule border-t">
              <th scope="row" className="sticky left-0 min-w-32 bg-paper p-2 text-left font-normal text-sm">
                <TextLink to={`/attack/${attack.slug}`}>{attack.title}</TextLink>
              </th>
              {MATRIX_DEFENCES.map((defence) => (
                <Cell
                  key={defence}
                  cell={cells.find((cell) => cell.attack === attack && cell.defence === defence)}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cell({ cell }: { cell: MatrixCell | undefined }) {
  if (!cell) {
    return (
      <td className="p-2 text-center text-faint">
        <span aria-hidden>·</span>
        <span className="sr-only">not played</span>
      </td>
    );
  }
  const { outcome } = cell;
  return (
    <td className="px-0.5 py-1 text-center" title={outcome.succeeded ? undefined : outcome.reason}>
      <CellOutcome outcome={outcome} narrow />
    </td>
  );
}
