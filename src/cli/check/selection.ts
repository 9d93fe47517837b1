import type { Finding } from '../../lab/check/engine/findings.ts';
import { GROUP_TITLES } from '../../lab/check/engine/findings.ts';
import { rules } from '../../lab/check/engine/rules/index.ts';

export interface Selection {
  includes: (rule: Pick<Finding, 'id' | 'group'>) => boolean;
  /** Whether a rule is selected by its own name, not by its group. */
  names: (id: string) => boolean;
  /** The selected rules: one list for each name of `--only`, or a single list without `--only`. */
  lists: <Rule extends Pick<Finding, 'id' | 'group'>>(rules: readonly Rule[]) => readonly Rule[][];
}

/**
 * Reads the values of `--only` and `--skip`: names of rules and groups, separated by commas.
 *
 * @returns the selection; if a name is unknown, a sentence about this name.
 */
export function readSelection(only: readonly string[], skip: readonly string[]): Selection | string {
  const [wanted, unwanted] = [namesIn(only), namesIn(skip)];
  const known = [...Object.keys(GROUP_TITLES), ...rules.map(({ id }) => id)];
  const unknown = [...wanted, ...unwanted].find((name) => !known.includes(name));
  if (unknown !== undefined) {
    return `There is no rule ${unknown}. The groups are ${Object.keys(GROUP_TITLES).join(', ')}; pkce-lab rules lists the rules.`;
  }
  const isNamed = (names: readonly string[], { id, group }: Pick<Finding, 'id' | 'group'>) =>
    names.includes(id) || names.includes(group);
  const includes: Selection['includes'] = (rule) =>
    (!wanted.length || isNamed(wanted, rule)) && !isNamed(unwanted, rule);
  return {
    includes,
    lists: (rules) =>
      wanted.length
        ? wanted
            .filter((name) => !unwanted.includes(name))
            .map((name) => rules.filter((rule) => isNamed([name], rule) && includes(rule)))
        : [rules.filter(includes)],
    names: (id: string) => wanted.includes(id),
  };
}

const namesIn = (lists: readonly string[]): string[] =>
  lists
    .flatMap((list) => list.split(','))
    .map((name) => name.trim())
    .filter(Boolean);
