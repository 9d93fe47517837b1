/** A URI template (RFC 6570), such as `note://{year}{?lines}`. */
export interface UriTemplate {
  /** The variables, each once. A variable with `*` may be a list. */
  variables: readonly { name: string; isList: boolean }[];
  /** Replaces each expression by its values. An expression without values becomes nothing (RFC 6570 §3.2.1). */
  expand(values: Readonly<Record<string, string | readonly string[]>>): string;
}

interface Variable {
  name: string;
  isList: boolean;
  /** How many characters of the value are used. */
  length: number;
}

interface Operator {
  first: string;
  separator: string;
  /** Whether the name of a variable precedes its value. */
  named?: boolean;
  /** What follows the name of a variable whose value is empty. */
  ifEmpty?: string;
  /** Whether a value keeps reserved characters and escapes. */
  reserved?: boolean;
}

const SIMPLE: Operator = { first: '', separator: ',' };

const OPERATORS: Readonly<Record<string, Operator>> = {
  '+': { first: '', separator: ',', reserved: true },
  '#': { first: '#', separator: ',', reserved: true },
  '.': { first: '.', separator: '.' },
  '/': { first: '/', separator: '/' },
  ';': { first: ';', separator: ';', named: true, ifEmpty: '' },
  '?': { first: '?', separator: '&', named: true, ifEmpty: '=' },
  '&': { first: '&', separator: '&', named: true, ifEmpty: '=' },
};

/** The longest template, in characters. It has fewer than 1,000 variables. */
const LONGEST = 2_000;
const LONGEST_VALUE = 10_000;
const EXPRESSION = /\{([+#./;?&]?)([^{}]*)\}/;
/** Allows more than RFC 6570 §2.3 in a name, such as a hyphen, because servers use such names. */
const VARIABLE = /^([^\s:*=,!@|"'<>\\^`{}]+)(?::([1-9]\d{0,3})|(\*))?$/;

/**
 * Parses a URI template. The class of the same name in the MCP client does not encode several variables of one
 * expression, and knows neither `{;name}` nor `{name:3}`.
 *
 * @returns `undefined` if the template is not valid.
 */
export function parseUriTemplate(template: string): UriTemplate | undefined {
  if (template.length > LONGEST) return undefined;
  // `split` returns a literal, then the operator and the variables of an expression, and so on.
  const [start = '', ...rest] = template.split(EXPRESSION);
  const parts: { operator: Operator; variables: Variable[]; after: string }[] = [];
  for (let at = 0; at < rest.length; at += 3) {
    const [symbol = '', list = '', after = ''] = rest.slice(at, at + 3);
    const variables = list.split(',').map(readVariable);
    if (!variables.every((variable) => variable !== undefined)) return undefined;
    parts.push({ operator: OPERATORS[symbol] ?? SIMPLE, variables, after });
  }
  if ([start, ...parts.map(({ after }) => after)].some((literal) => /[{}]/.test(literal))) return undefined;
  const all = parts.flatMap(({ variables }) => variables);
  return {
    variables: [...new Map(all.map(({ name, isList }) => [name, { name, isList }])).values()],
    expand: (values) =>
      encodeReserved(start) +
      parts
        .map(({ operator, variables, after }) => {
          const texts = variables.flatMap((variable) => expandVariable(variable, operator, values));
          return (
            (texts.length ? operator.first + texts.join(operator.separator) : '') + encodeReserved(after)
          );
        })
        .join(''),
  };
}

function readVariable(text: string): Variable | undefined {
  const [, name, length, list] = VARIABLE.exec(text.trim()) ?? [];
  return name === undefined
    ? undefined
    : { name, isList: list !== undefined, length: Number(length ?? LONGEST_VALUE) };
}

function expandVariable(
  { name, length }: Variable,
  { named, ifEmpty = '', reserved }: Operator,
  values: Parameters<UriTemplate['expand']>[0],
): string[] {
  if (!Object.hasOwn(values, name)) return [];
  const encode = reserved ? encodeReserved : encodeValue;
  return [values[name] ?? []].flat().map((value) => {
    const text = encode([...value.slice(0, 2 * length)].slice(0, length).join(''));
    return named ? name + (text ? `=${text}` : ifEmpty) : text;
  });
}

/** Replaces halves of surrogate pairs, which no URI can encode. */
const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd');

/** Encodes all characters except the unreserved ones (RFC 3986 §2.3). */
const encodeValue = (text: string): string =>
  encodeURIComponent(wellFormed(text)).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Keeps reserved characters and escapes, although `encodeURI` escapes brackets and the percent signs of escapes. */
const encodeReserved = (text: string): string =>
  encodeURI(wellFormed(text)).replace(/%5B|%5D|%25(?=[\da-f]{2})/gi, (escaped) =>
    decodeURIComponent(escaped),
  );
