import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** As a picture, never as markup: nothing a server sends is written into the page. Black on white in every theme. */
export function QrCode({ svg, label }: { svg: string; label: string }) {
  const source = useSignal("");
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    source.value = made;
    return () => URL.revokeObjectURL(made);
  }, [svg]);
  return <div class="qr">{source.value && <img src={source.value} alt={label} width="240" height="240" />}</div>;
}
