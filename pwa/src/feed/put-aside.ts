/** Own posts whose recording the server refused, and which this person does not want to see again on this phone. */
import { signal } from "@preact/signals";

const KEY = "twotap.put-aside";
const KEPT_MAX = 50;

const ids = signal<readonly string[]>(read());

export const isPutAside = (postId: string): boolean => ids.value.includes(postId);

export function putAside(postId: string): void {
  ids.value = [...ids.value, postId].slice(-KEPT_MAX);
  localStorage.setItem(KEY, ids.value.join(" "));
}

function read(): string[] {
  return (localStorage.getItem(KEY) ?? "").split(" ").filter(Boolean);
}
