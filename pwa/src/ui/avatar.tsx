const TINT_COUNT = 6;

/** First letters of the first and last word: enough to recognise a colleague, in any script. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? "")][0] ?? "").join("").toLocaleUpperCase();
}

function tintOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 997;
  return sum % TINT_COUNT;
}

export function Avatar({ id, name }: { id: string; name: string }) {
  return <span class="avatar" data-tint={tintOf(id)} aria-hidden="true">{initialsOf(name)}</span>;
}
