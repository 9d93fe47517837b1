import { parsed } from './understood-values.ts';

/** An issue that a schema of the SDK reports: the members that are read here. */
interface Issue {
  path?: unknown;
  message?: unknown;
  /** The issues of each alternative. */
  errors?: unknown;
}

const MOST = 5;

/**
 * Describes why the SDK refuses a message of the server, from the list of issues that ends the error text of the SDK.
 *
 * @returns one line for each issue; `undefined` if the text has no such list.
 */
export function describeIssues(text: string): string | undefined {
  const [, where = '', json] = /^(?:Invalid result for ([\w/.-]+): )?(\[[\s\S]*\])$/.exec(text) ?? [];
  if (json === undefined) return undefined;
  const issues = leaves(parsed(json));
  if (!issues.length) return undefined;
  const lines = issues.slice(0, MOST).map(({ path, message }) => {
    const place = [where, ...(Array.isArray(path) ? path : [])].filter((part) => part !== '').join('.');
    return `${place && `${place}: `}${message}`;
  });
  if (issues.length > MOST) lines.push(`and ${issues.length - MOST} more`);
  return lines.join('\n');
}

/** The issues of a message. Of several alternatives, only the one with the fewest issues counts. */
function leaves(issues: unknown): Issue[] {
  if (!Array.isArray(issues)) return [];
  return issues.flatMap((issue: unknown): Issue[] => {
    const { path, message, errors }: Issue = Object(issue);
    if (Array.isArray(errors) && errors.length) {
      const [best = []] = errors.map(leaves).sort((one, other) => one.length - other.length);
      return best;
    }
    return typeof message === 'string' ? [{ path, message }] : [];
  });
}
