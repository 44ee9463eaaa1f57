import type { Quality } from "./formats";
import { CaptureTrouble, causeOf } from "./trouble";

export type Facing = "environment" | "user";

const SOUND: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };

/** Asks for the camera, with its microphone unless it is for a photo. Raises CaptureTrouble. */
export function openCamera(facing: Facing, quality: Quality, { sound }: { sound: boolean }): Promise<MediaStream> {
  const { widthPx, heightPx } = quality;
  const video = { facingMode: { ideal: facing }, width: { ideal: widthPx }, height: { ideal: heightPx }, frameRate: { ideal: 30, max: 30 } };
  return open({ video, audio: sound ? SOUND : false });
}

export function openMicrophone(): Promise<MediaStream> {
  return open({ audio: SOUND });
}

async function open(constraints: MediaStreamConstraints): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia(constraints);
  } catch (problem) {
    throw new CaptureTrouble(causeOf(problem));
  }
}

/** The camera's light goes out. */
export function closeStream(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
