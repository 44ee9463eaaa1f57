/** The number on the app's icon: what waits for this person, and nothing else. */
let shown = -1;

export function showBadge(count: number): void {
  if (count === shown || !("setAppBadge" in navigator)) return;
  shown = count;
  void navigator.setAppBadge(count).catch(() => undefined); // only an installed app has an icon
}
