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
      {bar && <section class="page-bar" aria-label={title}>{bar}</section>}
      <main id="main" class="page" data-bar={bar !== undefined} tabIndex={-1}>{children}</main>
    </>
  );
}
