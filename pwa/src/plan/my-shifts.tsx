import { plan } from "../api/plan";
import { t } from "../i18n";
import { useLoading } from "../people/loading";
import { me } from "../store/session";
import { dayTitle, timesIn } from "./dates";
import { wallOf } from "./wall";

const SHOWN = 5;
const AHEAD_MS = 14 * 86_400_000;

const load = () => plan.mine(new Date().toISOString(), new Date(Date.now() + AHEAD_MS).toISOString());
const zoneOf = (teamId: string) => me.value?.teams.find(({ id }) => id === teamId)?.site.zone ?? "UTC";

/** When I work next. Nothing where nobody plans me. */
export function MyShifts() {
  const { value } = useLoading(load, "mine");
  const shifts = (value.value ?? []).slice(0, SHOWN);
  if (shifts.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="my-shifts">
      <h2 id="my-shifts">{t("shifts.mine")}</h2>
      <ul class="plain">
        {shifts.map((shift) => {
          const zone = zoneOf(shift.team_id);
          return (
            <li key={shift.id}>
              <strong>{dayTitle(wallOf(Date.parse(shift.starts_at), zone).day)}</strong> <span>{timesIn(shift.starts_at, shift.ends_at, zone)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
