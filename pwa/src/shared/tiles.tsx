import { useSignal } from "@preact/signals";
import { locale, t } from "../i18n";
import { Avatar } from "../ui/avatar";
import { EmptyState } from "../ui/empty-state";
import { Icon } from "../ui/icon";
import { Glyph } from "./glyph";
import type { Tile } from "./types";

/** Up to here eyes are quicker than fingers. */
const SEARCH_FROM_COUNT = 13;

interface Props {
  tiles: readonly Tile[];
  choose: (tile: Tile) => void;
}

/** Who is on shift, as large as the screen allows; everybody else is one tap away. */
export function Tiles({ tiles, choose }: Props) {
  const isAll = useSignal(false);
  const onShift = tiles.filter((tile) => tile.on_shift);
  const isWhole = isAll.value || onShift.length === 0;
  if (tiles.length === 0) return <EmptyState icon="team" title={t("shared.nobody")} text={t("shared.nobody_text")} />;
  return (
    <section class="lock-crew" aria-labelledby="crew">
      <h2 id="crew">{t(isWhole ? "shared.crew" : "shared.on_shift")}</h2>
      {isWhole && onShift.length === 0 && <p class="lock-note">{t("shared.nobody_on_shift")}</p>}
      {isWhole ? <WholeCrew tiles={tiles} choose={choose} /> : <TileGrid tiles={onShift} choose={choose} />}
      {onShift.length > 0 && tiles.length > onShift.length && (
        <button type="button" class="button lock-else" onClick={() => (isAll.value = !isAll.value)}>
          <Icon name={isAll.value ? "clock" : "team"} /> {t(isAll.value ? "shared.only_on_shift" : "shared.somebody_else")}
        </button>
      )}
    </section>
  );
}

function WholeCrew({ tiles, choose }: Props) {
  const wanted = useSignal("");
  const found = tiles.filter((tile) => isLike(tile.person.name, wanted.value));
  return (
    <>
      {tiles.length >= SEARCH_FROM_COUNT && (
        <label class="lock-search">
          <Glyph name="search" />
          <span class="visually-hidden">{t("shared.search")}</span>
          <input
            type="search"
            value={wanted.value}
            onInput={(event) => (wanted.value = event.currentTarget.value)}
            placeholder={t("shared.search")}
            autocomplete="off"
            dir="auto"
          />
        </label>
      )}
      {found.length === 0 ? <p class="lock-note" role="status">{t("shared.not_found")}</p> : <TileGrid tiles={found} choose={choose} />}
    </>
  );
}

function TileGrid({ tiles, choose }: Props) {
  return (
    <ul class="tiles">
      {tiles.map((tile) => (
        <li key={tile.person.id}>
          <button type="button" class="tile" onClick={() => choose(tile)}>
            <Avatar id={tile.person.id} name={tile.person.name} />
            <span class="tile-name" dir="auto">{tile.person.name}</span>
            {!tile.has_pin && <small>{t("shared.no_pin")}</small>}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Accents are for reading, not for finding. */
const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase(locale.value);

const isLike = (name: string, wanted: string): boolean => plain(name).includes(plain(wanted.trim()));
