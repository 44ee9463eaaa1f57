import type { Team } from "../api/types";
import { t } from "../i18n";

interface Props {
  teams: readonly Team[];
  chosen: Team | null;
  onTeam: (team: Team) => void;
}

export function TeamChoice({ teams, chosen, onTeam }: Props) {
  return (
    <fieldset class="team-choice">
      <legend>{t("compose.team")}</legend>
      {teams.map((team) => (
        <label key={team.id}>
          <input class="visually-hidden" type="radio" name="team" checked={team.id === chosen?.id} onChange={() => onTeam(team)} />
          <span dir="auto">{team.name}</span>
        </label>
      ))}
    </fieldset>
  );
}
