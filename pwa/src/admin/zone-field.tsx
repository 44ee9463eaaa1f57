import { useMemo } from "preact/hooks";
import { t } from "../i18n";
import { listZones, zonesHere } from "../team/zones";

interface Props {
  value: string;
  choose: (zone: string) => void;
}

export function ZoneField({ value, choose }: Props) {
  const zones = useMemo(() => listZones(value, zonesHere().all), [value]);
  return (
    <label class="field">
      <span>{t("admin.zone")}</span>
      <select value={value} dir="ltr" onChange={(event) => choose(event.currentTarget.value)}>
        {zones.map((name) => <option key={name} value={name}>{name.replaceAll("_", " ")}</option>)}
      </select>
    </label>
  );
}
