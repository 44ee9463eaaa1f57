import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon";

interface Props {
  icon: IconName;
  title: string;
  text: string;
  children?: ComponentChildren;
}

/** Nothing here: why, and what to do about it. */
export function EmptyState({ icon, title, text, children }: Props) {
  return (
    <section class="empty-state">
      <span class="empty-icon"><Icon name={icon} /></span>
      <h2>{title}</h2>
      <p>{text}</p>
      {children}
    </section>
  );
}
