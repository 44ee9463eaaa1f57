let recordingCount = 0;

/** Whether something is being recorded right now. */
export const isRecording = (): boolean => recordingCount > 0;

/** Keeps the screen on while recording, where the browser can. Answers with how to let it sleep again. */
export async function keepAwake(): Promise<() => void> {
  recordingCount += 1;
  const lock = await navigator.wakeLock?.request("screen").catch(() => null);
  return () => {
    recordingCount -= 1;
    void lock?.release().catch(() => undefined);
  };
}
