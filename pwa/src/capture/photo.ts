/** Photos leave the phone re-encoded: upright, at most 2048 px, and without a word about where or when. */

export const PHOTO_MAX_PX = 2048;
const JPEG_QUALITY = 0.86;

/** The largest size that fits, never larger than the picture is. */
export function fittingSize(widthPx: number, heightPx: number, maxPx = PHOTO_MAX_PX): { widthPx: number; heightPx: number } {
  const scale = Math.min(1, maxPx / Math.max(widthPx, heightPx, 1));
  return { widthPx: Math.max(1, Math.round(widthPx * scale)), heightPx: Math.max(1, Math.round(heightPx * scale)) };
}

/** The frame that the camera shows now. */
export function photoOfFrame(video: HTMLVideoElement): Promise<Blob> {
  return jpegOf(video, video.videoWidth, video.videoHeight);
}

/** A file the phone's camera made. What this browser cannot decode (HEIC, mostly) goes as it is: the server strips it. */
export async function photoOfFile(file: Blob): Promise<Blob> {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const photo = await jpegOf(picture, picture.width, picture.height);
    picture.close();
    return photo;
  } catch {
    return file;
  }
}

async function jpegOf(source: CanvasImageSource, sourceWidth: number, sourceHeight: number): Promise<Blob> {
  const { widthPx, heightPx } = fittingSize(sourceWidth, sourceHeight);
  const canvas = document.createElement("canvas");
  canvas.width = widthPx;
  canvas.height = heightPx;
  canvas.getContext("2d")?.drawImage(source, 0, 0, widthPx, heightPx);
  const photo = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", JPEG_QUALITY));
  if (!photo || photo.size === 0) throw new Error("The canvas gave no picture");
  return photo;
}
