import type { SharedDevice } from "../api/people";
import { t } from "../i18n";
import { dayAndTime } from "../i18n/time";
import { Icon } from "../ui/icon";

interface Props {
  devices: SharedDevice[];
  end: (id: string) => void;
}

/** Phones and tablets that the crew shares. One that is lost is put out of use here. */
export function SharedPhones({ devices, end }: Props) {
  const endSurely = (device: SharedDevice) => {
    if (confirm(t("shared_phones.end_sure", { name: device.label }))) end(device.id);
  };
  return (
    <section aria-labelledby="shared-phones-title">
      <h2 id="shared-phones-title">{t("shared_phones.title")}</h2>
      {devices.length === 0 ? (
        <p class="panel">{t("shared_phones.none")}</p>
      ) : (
        <ul class="rows">
          {devices.map((device) => (
            <li key={device.id} class="row">
              <Icon name="phone" />
              <span class="row-main">
                <strong><bdi>{device.label}</bdi></strong>
                <small>{t("phones.since", { date: dayAndTime(device.created_at) })}</small>
              </span>
              <button type="button" class="button small quiet" onClick={() => endSurely(device)}>{t("shared_phones.end")}</button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
