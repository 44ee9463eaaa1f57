/** Cards that keep their place although answered, until the feed is opened anew. */
import { signal } from "@preact/signals";

export const held = signal<ReadonlySet<string>>(new Set());

export function holdInPlace(postId: string): void {
  held.value = new Set([...held.value, postId]);
}

export function releaseAll(): void {
  if (held.value.size > 0) held.value = new Set();
}
