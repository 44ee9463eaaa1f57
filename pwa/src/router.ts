/** Routes on the History API. A link is a plain <a href>: the click is taken over in one place. */
import { signal } from "@preact/signals";

export type Route =
  | { page: "feed" | "join" | "enrol" | "teams" | "me" | "record" | "search" | "brief" | "people" | "admin" | "roster" | "audit" | "sign-in" | "security" | "unknown" }
  | { page: "post" | "team" | "handover" | "shifts" | "codes" | "person" | "site"; id: string };

const ID = "[0-9a-fA-F-]{36}";
const PATTERNS: readonly [RegExp, (id: string) => Route][] = [
  [/^\/$/, () => ({ page: "feed" })],
  [/^\/join$/, () => ({ page: "join" })],
  [/^\/enrol$/, () => ({ page: "enrol" })],
  [/^\/team$/, () => ({ page: "teams" })],
  [/^\/me$/, () => ({ page: "me" })],
  [/^\/me\/sign-in$/, () => ({ page: "security" })],
  [/^\/sign-in$/, () => ({ page: "sign-in" })],
  [/^\/record$/, () => ({ page: "record" })],
  [/^\/brief$/, () => ({ page: "brief" })],
  [new RegExp(`^/team/(${ID})/handover$`), (id) => ({ page: "handover", id })],
  [/^\/search$/, () => ({ page: "search" })],
  [new RegExp(`^/post/(${ID})$`), (id) => ({ page: "post", id })],
  [new RegExp(`^/team/(${ID})$`), (id) => ({ page: "team", id })],
  [new RegExp(`^/team/(${ID})/codes$`), (id) => ({ page: "codes", id })],
  [new RegExp(`^/team/(${ID})/shifts$`), (id) => ({ page: "shifts", id })],
  [/^\/people$/, () => ({ page: "people" })],
  [new RegExp(`^/people/(${ID})$`), (id) => ({ page: "person", id })],
  [/^\/admin$/, () => ({ page: "admin" })],
  [/^\/admin\/roster$/, () => ({ page: "roster" })],
  [/^\/admin\/audit$/, () => ({ page: "audit" })],
  [new RegExp(`^/admin/site/(${ID})$`), (id) => ({ page: "site", id })],
];

export function routeOf(path: string): Route {
  for (const [pattern, make] of PATTERNS) {
    const match = pattern.exec(path);
    if (match) return make(match[1] ?? "");
  }
  return { page: "unknown" };
}

export const route = signal<Route>({ page: "feed" });
/** True while there is a page of ours to go back to. */
export const hasBack = signal(false);

interface Place {
  depth: number;
  scrollY: number;
}

const placeNow = (): Place => (history.state as Place | null) ?? { depth: 0, scrollY: 0 };

function show(): void {
  route.value = routeOf(location.pathname);
  hasBack.value = placeNow().depth > 0;
}

let isOutdated = false;

/** A newer version runs in another tab: what this one has yet to fetch may be gone. The next page is opened anew. */
export function renewOnNextPage(): void {
  isOutdated = true;
}

export function navigate(path: string, { replace = false } = {}): void {
  if (isOutdated) {
    location[replace ? "replace" : "assign"](path);
    return;
  }
  const { depth } = placeNow();
  history.replaceState({ depth, scrollY } satisfies Place, "");
  const next: Place = { depth: replace ? depth : depth + 1, scrollY: 0 };
  history[replace ? "replaceState" : "pushState"](next, "", path);
  show();
  scrollTo(0, 0);
}

/** Back to where the person came from, or to the feed when this page was opened by a link. */
export function goBack(): void {
  if (hasBack.value) history.back();
  else navigate("/", { replace: true });
}

export function startRouter(): void {
  history.scrollRestoration = "manual";
  addEventListener("popstate", () => {
    show();
    const { scrollY } = placeNow();
    requestAnimationFrame(() => requestAnimationFrame(() => scrollTo(0, scrollY)));
  });
  document.addEventListener("click", followLink);
  show();
}

function followLink(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = (event.target as Element | null)?.closest?.("a[href]");
  if (!(link instanceof HTMLAnchorElement) || link.target || link.origin !== location.origin) return;
  if (link.pathname.startsWith("/api/") || link.hasAttribute("download")) return;
  event.preventDefault();
  // The tab bar's own page, tapped again, goes to the top and leaves no second step back.
  navigate(link.pathname, { replace: link.pathname === location.pathname });
}
