/** Words that were typed and not sent yet. They outlive a wrong tap, a reload and a call, and leave with the person. */

const PREFIX = "twotap.words.";
const keyOf = (personId: string, place: string): string => `${PREFIX}${personId}.${place}`;

export function unsentWords(personId: string, place: string): string {
  return localStorage.getItem(keyOf(personId, place)) ?? "";
}

export function keepWords(personId: string, place: string, words: string): void {
  try {
    if (words.trim() === "") localStorage.removeItem(keyOf(personId, place));
    else localStorage.setItem(keyOf(personId, place), words);
  } catch {
    // A full phone still sends what is on the screen.
  }
}

export function forgetWordsOf(personId: string): void {
  const keys = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? "");
  for (const key of keys) if (key.startsWith(keyOf(personId, ""))) localStorage.removeItem(key);
}
