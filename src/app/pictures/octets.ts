/** Reads an unsigned number from a binary string, most significant octet first. Returns `NaN` after the end. */
export function bigEndian(octets: string, at: number, length: number): number {
  let number = 0;
  for (let index = at; index < at + length; index += 1) number = number * 256 + octets.charCodeAt(index);
  return number;
}

/** Reads an unsigned number from a binary string, least significant octet first. Returns `NaN` after the end. */
export function littleEndian(octets: string, at: number, length: number): number {
  let number = 0;
  for (let index = at + length - 1; index >= at; index -= 1) number = number * 256 + octets.charCodeAt(index);
  return number;
}
