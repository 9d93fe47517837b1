import { rules } from '../../lab/check/engine/rules/index.ts';

const PAGE_RULES = new Set(rules.filter(({ forPages }) => forPages).map(({ id }) => id));

/** Page rules that matter to every client: no client can use a challenge that is missing. */
const MET_BY_EVERY_CLIENT = new Set(['challenge-readable']);

export const isPageRule = (id: string): boolean => PAGE_RULES.has(id);

export const isPageRuleAlone = (id: string): boolean => PAGE_RULES.has(id) && !MET_BY_EVERY_CLIENT.has(id);
