/** The part of the API that looks for what was said. */
import { call } from "./client";
import type { components } from "./schema.generated";

type Schemas = components["schemas"];

export type Hit = Schemas["HitOut"];
export type Found = Schemas["SearchOut"];

export const search = (query: Record<string, string>) => call<Found>("GET", `/api/search?${new URLSearchParams(query)}`);
