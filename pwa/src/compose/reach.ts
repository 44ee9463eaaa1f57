/** What a post would ask, as the server counts it. Without a signal nothing is known, and sending works all the same. */
import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call } from "../api/client";
import type { components } from "../api/schema.generated";
import { pending } from "../outbox/outbox";
import { canChoose, type Draft } from "./draft";

export type Reach = components["schemas"]["ReachOut"];

/** Nobody reads it while they are still typing. */
const AFTER_MS = 500;

export function useReach({ takeId, text, team, ask, to }: Omit<Draft, "team"> & { team: Draft["team"] | null }): ReadonlySignal<Reach | null> {
  const reach = useSignal<Reach | null>(null);
  const take = pending.value.find((item) => item.type === "take" && item.id === takeId);
  const duration_ms = take?.type === "take" && take.durationMs !== null ? Math.round(take.durationMs) : null;
  const body = { to: { kind: to.kind, person_ids: [...to.personIds] }, text, duration_ms, has_clip: takeId !== null };
  const isAsked = team !== null && canChoose(team) && ask !== "none";
  useEffect(() => {
    reach.value = null;
    if (!isAsked) return;
    const asking = { isOld: false };
    const timer = setTimeout(() => {
      call<Reach>("POST", `/api/teams/${team.id}/reach`, { body })
        .then((found) => asking.isOld || (reach.value = found))
        .catch(() => undefined); // a forecast is no reason to trouble anybody
    }, AFTER_MS);
    return () => {
      asking.isOld = true;
      clearTimeout(timer);
    };
  }, [isAsked && team.id, JSON.stringify(body)]);
  return reach;
}
