import { type Command, type Item, isTake, type Take } from "./item";
import type { Lease } from "./lease";
import { type Circumstance, type Effect, type Event, next } from "./machine";
import { listExpirable, planBatch, planUpload, planWake } from "./plan";
import { changeItem, type Codec, forgetItem, listItems, ownerOf, readBytes, type Shelf } from "./shelf";
import { deleteUpload, uploadTake } from "./tus";
import { uuid7 } from "./uuid7";
import { UNREACHABLE } from "./verdict";
import { type BatchAnswer, type Fetch, sendCommands } from "./wire";

export interface RunnerParts {
  shelf: Shelf;
  codec?: Codec | undefined;
  lease: Lease;
  send: Fetch;
  clock: () => number;
  /** A random number in [0, 1). */
  chance: () => number;
  /** Something in the outbox changed. */
  onChange: () => void;
  /** The server has it on disk. */
  onSaved: (item: Item) => void;
}

/** Another tab is sending: look again soon, in case it missed what was added here. */
const OTHER_HOLDER_MS = 2_000;
const TIMER_MAX_MS = 60_000;

/** Sends what is due, in two lanes, so that an acknowledgement never waits behind a video. */
export class Runner {
  #isHolding = false;
  #wanted = 0;
  #seen = 0;
  #active: Promise<void> | null = null;
  #commandLane: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #flights = new Map<string, AbortController>();

  constructor(private readonly parts: RunnerParts) {}

  /** Resolves when nothing more can be sent now. Safe to call at any time, as often as wanted. */
  run(): Promise<void> {
    this.#wanted += 1;
    if (this.#isHolding) void this.#sendCommands();
    this.#active ??= this.#settle().finally(() => {
      this.#active = null;
      if (this.#seen !== this.#wanted) void this.run();
    });
    return this.#active;
  }

  /** There is a reason to try now: waiting items stop waiting. */
  async wake(): Promise<void> {
    for (const item of await this.#list()) if (item.state.name === "waiting") await this.apply(item.id, { type: "wake" });
    await this.run();
  }

  /** Feeds one event to one item, stores the outcome and does what it asks for. */
  async apply(id: string, event: Event): Promise<Item | null> {
    const at: Circumstance = { now: this.parts.clock(), chance: this.parts.chance() };
    let effects: readonly Effect[] = [];
    const item = await changeItem(this.parts.shelf, id, (before) => {
      const step = next(before.state, event, at);
      effects = step.effects;
      if (step.state === before.state) return null;
      return { ...before, ...(effects.includes("renew") ? renewal(before, at.now) : {}), state: step.state } as Item;
    });
    if (item) for (const effect of effects) await this.#perform(effect, item);
    this.parts.onChange();
    return item;
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const flight of this.#flights.values()) flight.abort();
  }

  async #settle(): Promise<void> {
    let isHolder = true;
    do {
      this.#seen = this.#wanted;
      isHolder = await this.parts.lease(() => this.#drain());
    } while (isHolder && this.#seen !== this.#wanted);
    this.#seen = this.#wanted;
    await this.#setTimer(isHolder);
  }

  async #drain(): Promise<void> {
    this.#isHolding = true;
    try {
      // Nobody else holds the lease, so an item still marked as sending was left by a tab that is gone.
      for (const item of await this.#list()) if (item.state.name === "sending") await this.apply(item.id, { type: "interrupted" });
      for (const item of listExpirable(await this.#list())) await this.apply(item.id, { type: "expire" });
      await Promise.all([this.#sendCommands(), this.#sendTakes()]);
      await this.#commandLane;
    } finally {
      this.#isHolding = false;
    }
  }

  #sendCommands(): Promise<void> {
    const turn = this.#commandLane.then(async () => {
      for (;;) {
        const batch = planBatch(await this.#list(), this.parts.clock());
        if (batch.length === 0) return;
        await this.#sendBatch(batch);
      }
    });
    this.#commandLane = turn.catch(() => undefined);
    return turn;
  }

  async #sendBatch(planned: readonly Command[]): Promise<void> {
    const batch: Command[] = [];
    for (const command of planned) if (await this.#started(command)) batch.push(command);
    if (batch.length > 0) await this.#deliver(batch);
  }

  async #deliver(batch: readonly Command[]): Promise<void> {
    const answer = await sendCommands(
      this.parts.send,
      batch.map(({ commandId, kind, capturedAt, body }) => ({ id: commandId, kind, captured_at: capturedAt, body })),
    );
    if (batch.length > 1 && answer.type === "whole" && answer.verdict.type === "refused") {
      // One of them is malformed; alone, the others get through.
      for (const command of batch) await this.#deliver([command]);
      return;
    }
    for (const command of batch) {
      const item = await this.apply(command.id, verdictFor(command, answer));
      if (item?.state.name === "saved") this.parts.onSaved(item);
    }
  }

  async #sendTakes(): Promise<void> {
    for (;;) {
      const take = planUpload(await this.#list(), this.parts.clock());
      if (!take) return;
      if (await this.#started(take)) await this.#sendTake(take);
      await this.#sendCommands();
    }
  }

  async #sendTake(take: Take): Promise<void> {
    const { shelf, codec, send } = this.parts;
    const flight = new AbortController();
    this.#flights.set(take.id, flight);
    const note = async (change: Partial<Take>): Promise<void> => {
      const seen = await changeItem<Take>(shelf, take.id, (before) => ({ ...before, ...change }));
      if (seen?.state.name !== "sending") flight.abort();
      this.parts.onChange();
    };
    const verdict = await uploadTake(
      {
        endpoint: "/api/uploads",
        metadata: metadataOf(take),
        sizeBytes: take.sizeBytes,
        uploadUrl: take.uploadUrl,
        read: (offset, length) => readBytes(shelf, take.id, offset, length, codec),
        onCreated: (uploadUrl) => note({ uploadUrl }),
        onProgress: (sentBytes) => note({ sentBytes }),
      },
      send,
      flight.signal,
    );
    this.#flights.delete(take.id);
    const item = await this.apply(take.id, verdict);
    if (item?.state.name === "saved") this.parts.onSaved(item);
  }

  async #started(item: Item): Promise<boolean> {
    return (await this.apply(item.id, { type: "start" }))?.state.name === "sending";
  }

  async #perform(effect: Effect, item: Item): Promise<void> {
    if (effect === "abort") this.#flights.get(item.id)?.abort();
    if (effect !== "forget") return;
    if (isTake(item) && item.uploadUrl !== null && item.state.name === "discarded") await deleteUpload(item.uploadUrl, this.parts.send);
    await forgetItem(this.parts.shelf, item);
  }

  async #setTimer(isHolder: boolean): Promise<void> {
    clearTimeout(this.#timer);
    const at = planWake(await this.#list());
    if (at === null) return;
    const wait = Math.max(at - this.parts.clock(), isHolder ? 0 : OTHER_HOLDER_MS);
    this.#timer = setTimeout(() => void this.run(), Math.min(wait, TIMER_MAX_MS));
  }

  async #list(): Promise<Item[]> {
    const ownerId = await ownerOf(this.parts.shelf);
    return ownerId === null ? [] : listItems(this.parts.shelf, ownerId);
  }
}

function renewal(item: Item, now: number): Partial<Take> | Partial<Command> {
  return isTake(item) ? { uploadUrl: null, sentBytes: 0 } : { commandId: uuid7(now) };
}

function verdictFor(command: Command, answer: BatchAnswer): Event {
  return answer.type === "whole" ? answer.verdict : (answer.verdicts.get(command.commandId) ?? UNREACHABLE);
}

function metadataOf(take: Take): Record<string, string> {
  return {
    clip_id: take.id,
    kind: take.kind,
    captured_at: take.capturedAt,
    ...(take.teamId === null ? {} : { team_id: take.teamId }),
    ...(take.language === null ? {} : { language: take.language }),
  };
}
