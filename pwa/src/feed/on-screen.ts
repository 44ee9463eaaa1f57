import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

const MOSTLY = 0.6;

/** Calls `enter` when the element is mostly on screen and the page is looked at, `leave` when not any more. */
export function useOnScreen(ref: RefObject<Element | null>, enter: () => void, leave: () => void, isWatching: boolean): void {
  useEffect(() => {
    if (!isWatching) return undefined;
    let isIn = false;
    let isOn = false;
    const update = () => {
      const next = isIn && document.visibilityState === "visible";
      if (next !== isOn) (next ? enter : leave)();
      isOn = next;
    };
    const see = (entries: IntersectionObserverEntry[]) => {
      isIn = entries.at(-1)!.intersectionRatio >= MOSTLY;
      update();
    };
    const observer = new IntersectionObserver(see, { threshold: [0, MOSTLY] });
    observer.observe(ref.current!);
    // The observer says nothing when the phone comes out of the pocket: nothing has moved.
    document.addEventListener("visibilitychange", update);
    return () => {
      observer.disconnect();
      document.removeEventListener("visibilitychange", update);
    };
  }, [isWatching]);
}
