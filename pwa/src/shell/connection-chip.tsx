import { t } from "../i18n";
import { me } from "../store/session";
import { syncState } from "../sync/engine";
import { Icon } from "../ui/icon";

/** Sits in the header, so that nothing moves when the signal goes: what is on screen stays usable. */
export function ConnectionChip() {
  const state = syncState.value;
  const isShown = me.value !== null && (state === "unreachable" || state === "failing");
  return (
    <div class="connection" role="status">
      {isShown && (
        <span class="connection-chip">
          <Icon name="cloud-off" />
          <span>{t(state === "unreachable" ? "connection.chip" : "connection.chip_failing")}</span>
          <span class="visually-hidden">{t(state === "unreachable" ? "connection.offline" : "connection.failing")}</span>
        </span>
      )}
    </div>
  );
}
