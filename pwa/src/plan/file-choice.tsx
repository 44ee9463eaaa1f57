import { t } from "../i18n";
import { Icon } from "../ui/icon";

/** What a browser calls a spreadsheet differs from machine to machine; the name does not. */
export function asRows(file: File): Blob {
  return new Blob([file], { type: /\.(ndjson|jsonl)$/i.test(file.name) ? "application/x-ndjson" : "text/csv" });
}

interface Props {
  isBusy: boolean;
  choose: (file: File) => void;
}

export function RowsFile({ isBusy, choose }: Props) {
  return (
    <label class="button file-button" aria-disabled={isBusy}>
      <Icon name="text" /> {t(isBusy ? "rows.reading" : "rows.choose")}
      <input
        type="file"
        class="visually-hidden"
        accept=".csv,.tsv,.txt,.ndjson,.jsonl,text/csv,application/x-ndjson"
        disabled={isBusy}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file) choose(file);
          // The same file, mended, may be chosen again.
          event.currentTarget.value = "";
        }}
      />
    </label>
  );
}

/** Hands a file to the browser's downloads. */
export function keepFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
