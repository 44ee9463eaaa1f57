/** How loud it is, ten times a second, as long as the stream lives. */
export interface LevelMeter {
  /** Loudness so far, 0..255, one per 100 ms. */
  peaks: number[];
  stop: () => void;
}

const EVERY_MS = 100;

/** Speech at arm's length has a root mean square near 0.1: four times that fills the meter. */
export function loudnessOf(samples: Uint8Array): number {
  let sum = 0;
  for (const sample of samples) sum += ((sample - 128) / 128) ** 2;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  return Math.min(255, Math.round(255 * Math.sqrt(Math.min(1, rms * 2.5))));
}

/** Never fails a recording: without Web Audio the meter just stays at rest. */
export function meterOf(stream: MediaStream, onLevel: (peaks: readonly number[]) => void): LevelMeter {
  const peaks: number[] = [];
  if (typeof AudioContext === "undefined" || stream.getAudioTracks().length === 0) return { peaks, stop: () => undefined };
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 2048;
  context.createMediaStreamSource(stream).connect(analyser);
  // iOS starts the context suspended when the permission prompt came between the tap and here.
  void context.resume().catch(() => undefined);
  const samples = new Uint8Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getByteTimeDomainData(samples);
    peaks.push(loudnessOf(samples));
    onLevel(peaks);
  }, EVERY_MS);
  return {
    peaks,
    stop: () => {
      clearInterval(timer);
      void context.close().catch(() => undefined);
    },
  };
}
