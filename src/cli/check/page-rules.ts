import { rules } from '../../lab/check/engine/rules/index.ts';

const PAGE_RULES = new Set(rules.filter(({ forPages }) => forPages).map(({ id }) => id));

/** The rules about pages that also matter outside a browser, because no client can use a challenge that is missing. */
const MET_BY_EVERY_CLIENT = new Set(['challenge-readable']);

export const isPageRule = (id: string): boolean => PAGE_RULES.has(id);

export const isPageRuleAlone = (id: string): boolean => PAGE_RULES.has(id) && !MET_BY_EVERY_CLIENT.has(id);
