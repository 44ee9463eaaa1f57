import { type MessageKey, t } from "../i18n";
import { type Route, route } from "../router";
import { me } from "../store/session";
import { Icon, type IconName } from "../ui/icon";
import { hasWaiting, isLead } from "./rights";

interface Place {
  href: string;
  icon: IconName;
  label: MessageKey;
  pages: readonly Route["page"][];
}

const FEED: Place = { href: "/", icon: "feed", label: "nav.feed", pages: ["feed"] };
const TEAM: Place = { href: "/team", icon: "team", label: "nav.team", pages: ["teams", "team", "codes", "people", "person", "admin", "site"] };
const ME: Place = { href: "/me", icon: "person", label: "nav.me", pages: ["me"] };

/** Three places within reach of one thumb; recording is in the middle and the largest. */
export function NavBar() {
  return (
    <nav class="nav-bar" aria-label={t("nav.label")}>
      <NavLink place={FEED} />
      <a class="nav-record" href="/record" aria-label={t("nav.record")}>
        <span class="nav-record-dot"><Icon name="record" /></span>
      </a>
      <NavLink place={isLead(me.value) ? TEAM : ME} />
    </nav>
  );
}

function NavLink({ place }: { place: Place }) {
  const isHere = place.pages.includes(route.value.page);
  return (
    <a class="nav-link" href={place.href} aria-current={isHere ? "page" : undefined}>
      <Icon name={place.icon} />
      <span>{t(place.label)}</span>
      {place === TEAM && hasWaiting(me.value) && <span class="nav-news"><span class="visually-hidden">{t("nav.waiting")}</span></span>}
    </a>
  );
}
