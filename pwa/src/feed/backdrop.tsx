/** A picture narrower than its place stands before itself, out of focus, instead of between black bars. */
export function Backdrop({ url }: { url: string | undefined }) {
  return url ? <img class="media-backdrop" src={url} alt="" loading="lazy" decoding="async" aria-hidden="true" /> : null;
}
