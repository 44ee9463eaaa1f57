/** Sends what people left on this phone, for their owners. Whose it is, nobody here can tell. */
import { signal } from "@preact/signals";
import { ApiError } from "../api/client";
import { retryDelayMs } from "../outbox/delays";
import { BATCH_MAX } from "../outbox/plan";
import { dropOutlived, dropSealed, keyFor, listSealed, refuseSealed, type SealedCommand } from "./envelopes";
import { sharedApi } from "./shared-api";
import type { EnvelopeResult } from "./types";
import { hasLine } from "./phone";

export interface Waiting {
  /** These go out by themselves when there is signal. */
  envelopes: number;
  /** These go out, or ask for a decision, when their owner is back. */
  parcels: number;
}

export const waiting = signal<Waiting>({ envelopes: 0, parcels: 0 });

let running: Promise<void> | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let failures = 0;

/** Starts now and on every occasion at which the network may have come back. `isLookedAfter` tells what is not left behind. */
export function startCourier(isLookedAfter: (key: string) => boolean): () => void {
  const run = (): void => {
    clearTimeout(timer);
    running ??= count(isLookedAfter)
      .then(() => alone(() => round(isLookedAfter)))
      .then((isDone) => plan(isDone, run))
      .finally(() => (running = null));
  };
  addEventListener("online", run);
  addEventListener("pageshow", run);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && run());
  run();
  return run;
}

function plan(isDone: boolean, run: () => void): void {
  failures = isDone ? 0 : failures + 1;
  if (!isDone) timer = setTimeout(run, retryDelayMs(failures, Math.random()));
}

/** One tab is enough. The one that has it may be the page before this one, on its way out: so it is asked again. */
async function alone(work: () => Promise<boolean>): Promise<boolean> {
  return navigator.locks.request("twotap-envelopes", { ifAvailable: true }, (lock) => (lock === null ? false : work()));
}

/** True when nothing is left that could go now. */
async function round(isLookedAfter: (key: string) => boolean): Promise<boolean> {
  await dropOutlived(Date.now());
  const batch = await nextBatch(isLookedAfter);
  if (batch.length === 0) return true;
  try {
    const { results } = await sharedApi.envelopes(batch.map((thing) => thing.envelope));
    hasLine.value = true;
    const settled = await Promise.all(results.map((result) => settle(result, batch)));
    await count(isLookedAfter);
    return settled.every(Boolean) && round(isLookedAfter);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    hasLine.value = error.status !== 0;
    return false;
  }
}

async function nextBatch(isLookedAfter: (key: string) => boolean): Promise<SealedCommand[]> {
  const left = await count(isLookedAfter);
  return left.sort((one, other) => one.at - other.at).slice(0, BATCH_MAX);
}

async function count(isLookedAfter: (key: string) => boolean): Promise<SealedCommand[]> {
  const left = (await listSealed()).filter((thing) => !isLookedAfter(thing.key));
  const going = left.filter((thing): thing is SealedCommand => thing.wrapping === "envelope" && thing.refusal === null);
  waiting.value = { envelopes: going.length, parcels: left.length - going.length };
  return going;
}

/** False for what has to be tried again. */
async function settle({ id, outcome, status, code, sentence }: EnvelopeResult, batch: readonly SealedCommand[]): Promise<boolean> {
  if (outcome !== "refused") {
    await dropSealed(keyFor("envelope", id));
    return true;
  }
  if (status >= 500 || status === 429) return false;
  const sent = batch.find((thing) => thing.envelope.id === id);
  if (sent) await refuseSealed(sent.envelope, { status, code: code ?? `http.${status}`, sentence });
  return true;
}
