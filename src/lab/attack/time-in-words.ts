const UNITS: readonly (readonly [seconds: number, name: string])[] = [
  [31_556_952, 'years'],
  [86_400, 'days'],
  [3600, 'hours'],
  [60, 'minutes'],
  [1, 'seconds'],
];

/** Writes a time in the largest unit that it contains at least twice. A million units or more are a power of ten. */
export function inWords(seconds: number): string {
  const [size, name] = UNITS.find(([unit]) => seconds >= 2 * unit) ?? [1, 'seconds'];
  const count = seconds / size;
  if (count >= 1e6) return `${powerOfTen(count)} ${name}`;
  const digits = count < 10 ? 1 : 0;
  return `${count.toLocaleString('en', { maximumFractionDigits: digits })} ${name}`;
}

/** Writes the nearest power of ten, such as `10²⁴`. */
export function powerOfTen(value: number): string {
  const exponent = String(Math.round(Math.log10(value)));
  return `10${exponent.replaceAll('-', '⁻').replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? '')}`;
}
