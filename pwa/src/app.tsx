import type { ComponentChildren } from "preact";
import { FeedPage } from "./feed/feed-page";
import { t } from "./i18n";
import { route } from "./router";
import { lazily } from "./shell/lazily";
import { pendingOf } from "./shell/rights";
import { NavBar } from "./shell/nav-bar";
import { UpdateOffer } from "./shell/update";
import { isSettled, me } from "./store/session";
import { isLocking, isSharedPhone, sharedParts } from "./store/shared-phone";
import { EmptyState } from "./ui/empty-state";
import { Notices } from "./ui/notices";
import { Page } from "./ui/page";
import { Waiting } from "./ui/waiting";

const PostPage = lazily(() => import("./feed/post-page").then((module) => module.PostPage));
const JoinPage = lazily(() => import("./join/join-page").then((module) => module.JoinPage), "people");
const PendingPage = lazily(() => import("./join/pending-page").then((module) => module.PendingPage), "people");
const WelcomePage = lazily(() => import("./join/welcome-page").then((module) => module.WelcomePage), "people");
const RecordPage = lazily(() => import("./capture/record-page").then((module) => module.RecordPage), "capture");
const BriefPage = lazily(() => import("./brief/brief-page").then((module) => module.BriefPage), "brief");
const HandoverPage = lazily(() => import("./handover/handover-page").then((module) => module.HandoverPage), "brief");
const SearchPage = lazily(() => import("./search/search-page").then((module) => module.SearchPage), "search");
const TeamsPage = lazily(() => import("./team/teams-page").then((module) => module.TeamsPage), "people");
const TeamPage = lazily(() => import("./team/team-page").then((module) => module.TeamPage), "people");
const CodesPage = lazily(() => import("./people/codes-page").then((module) => module.CodesPage), "people");
const DirectoryPage = lazily(() => import("./people/directory-page").then((module) => module.DirectoryPage), "people");
const PersonPage = lazily(() => import("./people/person-page").then((module) => module.PersonPage), "people");
const AdminPage = lazily(() => import("./admin/admin-page").then((module) => module.AdminPage), "people");
const SitePage = lazily(() => import("./admin/site-page").then((module) => module.SitePage), "people");
const ShiftsPage = lazily(() => import("./plan/shifts-page").then((module) => module.ShiftsPage), "people", "plan");
const RosterPage = lazily(() => import("./plan/roster-page").then((module) => module.RosterPage), "people", "plan");
const AuditPage = lazily(() => import("./plan/audit-page").then((module) => module.AuditPage), "plan");
const EnrolPage = lazily(() => import("./shared/enrol-page").then((module) => module.EnrolPage), "shared");
const MePage = lazily(() => import("./me/me-page").then((module) => module.MePage), "people", "plan");
const SignInPage = lazily(() => import("./signin/sign-in-page").then((module) => module.SignInPage), "signin");
const SecurityPage = lazily(() => import("./signin/security-page").then((module) => module.SecurityPage), "signin");

export function App() {
  const { page } = route.value;
  if (page === "enrol") return <Frame nav={false}><EnrolPage /></Frame>;
  if (isSharedPhone.value && (!me.value || isLocking.value)) return <SharedDoor />;
  if (page === "join") return <Frame nav={false}><JoinPage /></Frame>;
  if (!me.value && !isSettled.value) return <Frame nav={false}><Waiting /></Frame>;
  if (page === "sign-in") return <Frame nav={false}><SignInPage /></Frame>;
  if (!me.value) return <Frame nav={false}><WelcomePage /></Frame>;
  const pending = pendingOf(me.value);
  if (pending) return <Frame nav={false}><PendingPage pending={pending} name={me.value.person.name} /></Frame>;
  const isImmersive = page === "record" || page === "post" || page === "search" || page === "brief" || page === "handover";
  return <Frame nav={!isImmersive}><CurrentPage /></Frame>;
}

/** On a shared phone nobody is here until they have unlocked it. */
function SharedDoor() {
  const Door = sharedParts.value?.Door;
  return <div class="frame"><UpdateOffer />{Door && !isLocking.value ? <Door /> : <Waiting />}</div>;
}

function Frame({ nav, children }: { nav: boolean; children: ComponentChildren }) {
  const LockControl = sharedParts.value?.LockControl;
  return (
    <div class="frame" data-nav={nav} data-shared={LockControl !== undefined}>
      <a class="skip-link" href="#main" onClick={skipToMain}>{t("nav.skip")}</a>
      {children}
      {nav && <NavBar />}
      {LockControl && <LockControl />}
      <UpdateOffer />
      <Notices />
    </div>
  );
}

function CurrentPage() {
  const current = route.value;
  switch (current.page) {
    case "feed":
      return <FeedPage />;
    case "post":
      return <PostPage key={current.id} id={current.id} />;
    case "record":
      return <RecordPage />;
    case "brief":
      return <BriefPage />;
    case "handover":
      return <HandoverPage key={current.id} id={current.id} />;
    case "search":
      return <SearchPage />;
    case "teams":
      return <TeamsPage />;
    case "team":
      return <TeamPage key={current.id} id={current.id} />;
    case "codes":
      return <CodesPage key={current.id} id={current.id} />;
    case "people":
      return <DirectoryPage />;
    case "person":
      return <PersonPage key={current.id} id={current.id} />;
    case "admin":
      return <AdminPage />;
    case "site":
      return <SitePage key={current.id} id={current.id} />;
    case "shifts":
      return <ShiftsPage key={current.id} id={current.id} />;
    case "roster":
      return <RosterPage />;
    case "audit":
      return <AuditPage />;
    case "me":
      return <MePage />;
    case "security":
      return <SecurityPage />;
    default:
      return <NotHere />;
  }
}

function NotHere() {
  return (
    <Page title={t("missing.title")} back>
      <EmptyState icon="compass" title={t("missing.title")} text={t("missing.text")}>
        <a class="button primary" href="/">{t("missing.home")}</a>
      </EmptyState>
    </Page>
  );
}

function skipToMain(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}
