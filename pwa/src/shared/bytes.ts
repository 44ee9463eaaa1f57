/** Bytes as they travel: base64url without padding, and ids as their sixteen bytes. Pure. */

export type Bytes = Uint8Array<ArrayBuffer>;

const STEP = 0x8000;

export function toBase64Url(bytes: Uint8Array | ArrayBuffer): string {
  const all = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  let letters = "";
  // A whole recording at once would be more arguments than a call may have.
  for (let at = 0; at < all.length; at += STEP) letters += String.fromCharCode(...all.subarray(at, at + STEP));
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export function fromBase64Url(text: string): Bytes {
  const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}

export function idBytes(id: string): Bytes {
  const digits = id.replaceAll("-", "");
  if (!/^[0-9a-f]{32}$/i.test(digits)) throw new Error(`not an id: ${id}`);
  return Uint8Array.from({ length: 16 }, (_, index) => Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16));
}

export function textBytes(text: string): Bytes {
  return new TextEncoder().encode(text);
}

export function textOf(bytes: ArrayBuffer): string {
  return new TextDecoder().decode(bytes);
}

export function joined(...parts: readonly (Uint8Array | ArrayBuffer)[]): Bytes {
  const views = parts.map((part) => (part instanceof Uint8Array ? part : new Uint8Array(part)));
  const all = new Uint8Array(views.reduce((size, view) => size + view.byteLength, 0));
  let at = 0;
  for (const view of views) {
    all.set(view, at);
    at += view.byteLength;
  }
  return all;
}

export function randomBytes(count: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(count));
}
