import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

const MOSTLY = 0.6;

/** Calls `enter` when the element is mostly on screen and the page is looked at, `leave` when not any more. */
export function useOnScreen(ref: RefObject<Element | null>, enter: () => void, leave: () => void, isWatching: boolean): void {
  useEffect(() => {
    if (!isWatching) return undefined;
    let isOn = false;
    const update = (isVisible: boolean) => {
      const next = isVisible && document.visibilityState === "visible";
      if (next !== isOn) (next ? enter : leave)();
      isOn = next;
    };
    const observer = new IntersectionObserver((entries) => update(entries.at(-1)!.intersectionRatio >= MOSTLY), {
      threshold: [0, MOSTLY],
    });
    observer.observe(ref.current!);
    const hide = () => document.visibilityState === "hidden" && update(false);
    document.addEventListener("visibilitychange", hide);
    return () => {
      observer.disconnect();
      document.removeEventListener("visibilitychange", hide);
    };
  }, [isWatching]);
}
