import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { goBack } from "../router";
import { ConnectionChip } from "../shell/connection-chip";
import { Icon } from "./icon";

interface Props {
  title: string;
  back?: boolean;
  /** Says what the title says, with more to look at. */
  heading?: ComponentChildren;
  /** Shown at the end of the header. */
  action?: ComponentChildren;
  /** Fixed within the thumb's reach, and first after the heading for a keyboard or a screen reader. */
  bar?: ComponentChildren;
  children: ComponentChildren;
}

/** Names the page, and gives the focus to its heading when it opens, so that a screen reader starts there. */
export function useArrival(title: string): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Twotap`;
  }, [title]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return heading;
}

/** Its height is told to whatever must not lie over it. */
function Bar({ label, children }: { label: string; children: ComponentChildren }) {
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    const { style } = document.documentElement;
    const watcher = new ResizeObserver(() => style.setProperty("--bar-height", `${bar.current?.offsetHeight ?? 0}px`));
    if (bar.current) watcher.observe(bar.current);
    return () => {
      watcher.disconnect();
      style.removeProperty("--bar-height");
    };
  }, []);
  return <section ref={bar} class="page-bar" aria-label={label}>{children}</section>;
}

/** A page's frame. */
export function Page({ title, back = false, heading, action, bar, children }: Props) {
  const focused = useArrival(title);
  return (
    <>
      <header class="page-head">
        {back && (
          <button type="button" class="icon-button" onClick={goBack} aria-label={t("action.back")}>
            <Icon name="back" />
          </button>
        )}
        <h1 ref={focused} class={heading ? "visually-hidden" : undefined} tabIndex={-1}>{title}</h1>
        {heading}
        <ConnectionChip />
        {action}
      </header>
      {bar && <Bar label={title}>{bar}</Bar>}
      <main id="main" class="page" data-bar={bar !== undefined} tabIndex={-1}>{children}</main>
    </>
  );
}
