/** What the person will recognise in a list of their devices. */
export function ownDevice(): string {
  const known = ["iPhone", "iPad", "Android", "Windows", "Mac", "Linux"];
  return known.find((name) => navigator.userAgent.includes(name)) ?? "Phone";
}
