/** Words of the interface. Call `t` while rendering: it reads a signal, so a change of language redraws. */
import { signal } from "@preact/signals";
import format, { type CompiledMessage, type FormatValues } from "icu-minify/format";
import type brief from "./catalogues/en/brief.json";
import type capture from "./catalogues/en/capture.json";
import type people from "./catalogues/en/people.json";
import type plan from "./catalogues/en/plan.json";
import type search from "./catalogues/en/search.json";
import type shared from "./catalogues/en/shared.json";
import type shell from "./catalogues/en/shell.json";
import type signin from "./catalogues/en/signin.json";

export type MessageKey = keyof typeof shell | keyof typeof brief | keyof typeof capture | keyof typeof people | keyof typeof plan | keyof typeof search | keyof typeof shared | keyof typeof signin;
export type Values = FormatValues<string>;

/** Each language by its own name, for the person who looks for it. */
export const LANGUAGES = { en: "English", de: "Deutsch", es: "Español", pt: "Português", ar: "العربية" } as const;
export type Locale = keyof typeof LANGUAGES;

type Catalogue = Partial<Record<MessageKey, CompiledMessage>>;
type Loader = () => Promise<{ default: unknown }>;

/** The shell's words come with the first screen; the others' when they are first needed. */
export type Area = "shell" | "brief" | "capture" | "people" | "plan" | "search" | "shared" | "signin";

const LOADERS: Record<Area, Record<Locale, Loader>> = {
  shell: {
    en: () => import("virtual:messages/en/shell"),
    de: () => import("virtual:messages/de/shell"),
    es: () => import("virtual:messages/es/shell"),
    pt: () => import("virtual:messages/pt/shell"),
    ar: () => import("virtual:messages/ar/shell"),
  },
  brief: {
    en: () => import("virtual:messages/en/brief"),
    de: () => import("virtual:messages/de/brief"),
    es: () => import("virtual:messages/es/brief"),
    pt: () => import("virtual:messages/pt/brief"),
    ar: () => import("virtual:messages/ar/brief"),
  },
  capture: {
    en: () => import("virtual:messages/en/capture"),
    de: () => import("virtual:messages/de/capture"),
    es: () => import("virtual:messages/es/capture"),
    pt: () => import("virtual:messages/pt/capture"),
    ar: () => import("virtual:messages/ar/capture"),
  },
  people: {
    en: () => import("virtual:messages/en/people"),
    de: () => import("virtual:messages/de/people"),
    es: () => import("virtual:messages/es/people"),
    pt: () => import("virtual:messages/pt/people"),
    ar: () => import("virtual:messages/ar/people"),
  },
  plan: {
    en: () => import("virtual:messages/en/plan"),
    de: () => import("virtual:messages/de/plan"),
    es: () => import("virtual:messages/es/plan"),
    pt: () => import("virtual:messages/pt/plan"),
    ar: () => import("virtual:messages/ar/plan"),
  },
  search: {
    en: () => import("virtual:messages/en/search"),
    de: () => import("virtual:messages/de/search"),
    es: () => import("virtual:messages/es/search"),
    pt: () => import("virtual:messages/pt/search"),
    ar: () => import("virtual:messages/ar/search"),
  },
  shared: {
    en: () => import("virtual:messages/en/shared"),
    de: () => import("virtual:messages/de/shared"),
    es: () => import("virtual:messages/es/shared"),
    pt: () => import("virtual:messages/pt/shared"),
    ar: () => import("virtual:messages/ar/shared"),
  },
  signin: {
    en: () => import("virtual:messages/en/signin"),
    de: () => import("virtual:messages/de/signin"),
    es: () => import("virtual:messages/es/signin"),
    pt: () => import("virtual:messages/pt/signin"),
    ar: () => import("virtual:messages/ar/signin"),
  },
};

const RIGHT_TO_LEFT: readonly Locale[] = ["ar"];

export const directionOf = (language: Locale): "rtl" | "ltr" => (RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr");

export const locale = signal<Locale>("en");
const catalogue = signal<Catalogue>({});
const areas = new Set<Area>(["shell"]);

/** The first of the wanted languages that we speak; English otherwise. */
export function pickLocale(wanted: readonly string[]): Locale {
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split("-")[0] ?? "";
    if (primary in LANGUAGES) return primary as Locale;
  }
  return "en";
}

/** One after the other: two at once would each forget what the other has just fetched. */
let last: Promise<unknown> = Promise.resolve();
function inTurn(work: () => Promise<void>): Promise<void> {
  const next = last.then(work, work);
  last = next;
  return next;
}

export function useLocale(next: Locale): Promise<void> {
  return inTurn(async () => {
    catalogue.value = await load([...areas], next);
    locale.value = next;
    document.documentElement.lang = next;
    document.documentElement.dir = directionOf(next);
  });
}

/** Adds an area's words, in the language of now and of later. */
export function addWords(area: Area): Promise<void> {
  return inTurn(async () => {
    if (areas.has(area)) return;
    const words = await load([area], locale.value);
    areas.add(area);
    catalogue.value = { ...catalogue.value, ...words };
  });
}

async function load(wanted: readonly Area[], next: Locale): Promise<Catalogue> {
  const loaded = await Promise.all(wanted.map((area) => LOADERS[area][next]()));
  return Object.assign({}, ...loaded.map((module) => module.default)) as Catalogue;
}

const memo = <A extends unknown[], R>(make: (...args: A) => R) => {
  const made = new Map<string, R>();
  return (...args: A): R => {
    const key = JSON.stringify(args);
    const found = made.get(key) ?? make(...args);
    made.set(key, found);
    return found;
  };
};

const formatters = {
  getDateTimeFormat: memo((...args: ConstructorParameters<typeof Intl.DateTimeFormat>) => new Intl.DateTimeFormat(...args)),
  getNumberFormat: memo((...args: ConstructorParameters<typeof Intl.NumberFormat>) => new Intl.NumberFormat(...args)),
  getPluralRules: memo((...args: ConstructorParameters<typeof Intl.PluralRules>) => new Intl.PluralRules(...args)),
};

export function t(key: MessageKey, values?: Values): string {
  return worded(catalogue.value, locale.value, key, values);
}

/** A sentence of ours for this code, where one of the catalogues at hand has it. */
export function findWords(key: string): string | null {
  return key in catalogue.value ? t(key as MessageKey) : null;
}

/** `t` in another person's language, for what is printed for them. */
export async function wordsIn(area: Area, other: Locale): Promise<typeof t> {
  const words = await load([area], other);
  return (key, values) => worded(words, other, key, values);
}

function worded(words: Catalogue, language: Locale, key: MessageKey, values?: Values): string {
  const message = words[key];
  if (message === undefined) return key;
  return format<string>(message, language, values, { formatters }) as string;
}

export const dateFormat = formatters.getDateTimeFormat;
export const numberFormat = formatters.getNumberFormat;
