import type { ComponentChildren } from "preact";
import { routeOf } from "../router";
import { Icon, type IconName } from "../ui/icon";

interface Props {
  href: string;
  icon: IconName;
  label: string;
  text?: string;
  children?: ComponentChildren;
}

/** A way to another page, as a row of its own. Shown only where that page is built in. */
export function PlaceLink({ href, icon, label, text, children }: Props) {
  if (routeOf(href).page === "unknown") return null;
  return (
    <a class="row place-link" href={href}>
      <Icon name={icon} />
      <span class="row-main">
        <strong>{label}</strong>
        {text && <small>{text}</small>}
      </span>
      {children}
      <Icon name="chevron" />
    </a>
  );
}
