import { t } from "../i18n";
import { me } from "../store/session";
import { syncState } from "../sync/engine";
import { Icon } from "../ui/icon";

/** One calm line, and only when the phone is on its own: what is on screen stays usable. */
export function ConnectionLine() {
  const state = syncState.value;
  const isShown = me.value !== null && (state === "unreachable" || state === "failing");
  return (
    <div class="connection-line" role="status" data-shown={isShown}>
      {isShown && (
        <>
          <Icon name="cloud-off" />
          <span>{t(state === "unreachable" ? "connection.offline" : "connection.failing")}</span>
        </>
      )}
    </div>
  );
}
