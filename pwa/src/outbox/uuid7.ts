/** A UUIDv7 (RFC 9562) made on this device: 48 bits of milliseconds, then randomness.
 *  `crypto.randomUUID` is version 4 and missing on plain http, where a LAN demo runs. */
export function uuid7(atMs: number, random: Uint8Array = crypto.getRandomValues(new Uint8Array(10))): string {
  const time = Math.trunc(atMs).toString(16).padStart(12, "0");
  const tail = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const variant = (0x8 | ((random[2] ?? 0) & 0x3)).toString(16);
  return [time.slice(0, 8), time.slice(8), `7${tail.slice(1, 4)}`, `${variant}${tail.slice(5, 8)}`, tail.slice(8, 20)].join("-");
}
