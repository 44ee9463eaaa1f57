import { render } from "preact";
import "./tokens.css";
import { locale, pickLocale, t, useLocale } from "./i18n";

await useLocale(pickLocale(navigator.languages));
render(<h1 lang={locale.value}>{t("app.name")}</h1>, document.getElementById("app")!);
