/** Keeps the screen on while recording, where the browser can. Answers with how to let it sleep again. */
export async function keepAwake(): Promise<() => void> {
  const lock = await navigator.wakeLock?.request("screen").catch(() => null);
  return () => void lock?.release().catch(() => undefined);
}
