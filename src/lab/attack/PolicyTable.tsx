import { SAFE_POLICY } from '../../mocks/authorization-server/policy.ts';
import type { Attack } from './attacks/attack.ts';
import { serversWith } from './attacks/defences.ts';
import { defencesOn } from './attacks/play-attack.ts';

/** Shows each server setting that differs between the weak and the defended scenario, with both values. */
export function PolicyTable({ attack }: { attack: Attack }) {
  const { policy, checkAudience } = serversWith(defencesOn(attack, 'weak'));
  const weak = new Map<string, unknown>(Object.entries({ ...SAFE_POLICY, ...policy }));
  const defended = { ...SAFE_POLICY, ...serversWith(defencesOn(attack, 'defended')).policy };
  const lines = Object.entries(defended)
    .filter(([name, value]) => weak.get(name) !== value)
    .map(([name, value]) => [name, String(value), String(weak.get(name))]);
  if (checkAudience === false) lines.push(['checkAudience', 'true', 'false']);
  if (!lines.length) return null;
  return (
    <table className="w-full text-left font-mono text-sm">
      <caption className="pb-1 text-left font-sans text-soft">Policy of the servers</caption>
      <thead className="font-sans text-soft">
        <tr>
          <th className="pr-4 font-normal">setting</th>
          <th className="pr-4 font-normal">safe</th>
          <th className="font-normal">here</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(([name, before, here]) => (
          <tr key={name} className="border-rule border-t">
            <th scope="row" className="break-all py-1 pr-4 font-normal">
              {name}
            </th>
            <td className="py-1 pr-4 text-ok">{before}</td>
            <td className="py-1 text-bad">{here}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
