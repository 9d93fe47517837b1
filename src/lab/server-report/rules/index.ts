import { discovery } from './discovery.ts';
import { endpoints } from './endpoints.ts';
import { enforcement } from './enforcement.ts';
import { metadata } from './metadata.ts';
import { reachability } from './reachability.ts';
import { registration } from './registration.ts';
import type { Rule } from './rule.ts';
import { signIn } from './sign-in.ts';

/** Every rule of the report, in the order in which a client meets them. */
export const rules: readonly Rule[] = [
  ...reachability,
  ...endpoints,
  ...discovery,
  ...metadata,
  ...registration,
  ...signIn,
  ...enforcement,
];
