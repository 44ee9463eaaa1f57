/** Keeps the sealed copies of one person's outbox in step with it, for as long as they are here. */
import type { Item } from "../outbox/item";
import { dropSealed, keepSealed, keyFor } from "./envelopes";
import { type Mirrored, planMirror } from "./mirror-plan";
import type { Keyring } from "./seal";
import { sealedIdOf, sealItem } from "./sealed-item";

interface Copy extends Mirrored {
  key: string;
}

export class Keeper {
  readonly #copies = new Map<string, Copy>();
  #turn: Promise<void> = Promise.resolve();

  constructor(private readonly ring: () => Keyring) {}

  /** A copy that lies here since an earlier time of this person. */
  adopt(itemId: string, key: string, mirrored: Mirrored): void {
    this.#copies.set(itemId, { ...mirrored, key });
  }

  /** Sealed things that whoever is here looks after; nobody else sends them meanwhile. */
  get keys(): ReadonlySet<string> {
    return new Set([...this.#copies.values()].map((copy) => copy.key));
  }

  /** Resolves when each of these items that waits has its sealed copy on disk. One change after the other. */
  keep(items: readonly Item[]): Promise<void> {
    const turn = this.#turn.then(() => this.#catchUp(items));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #catchUp(items: readonly Item[]): Promise<void> {
    const { seal, drop } = planMirror(items, this.#copies);
    for (const { item, mirrored } of seal) await this.#seal(item, mirrored);
    for (const id of drop) {
      const copy = this.#copies.get(id);
      this.#copies.delete(id);
      if (copy) await dropSealed(copy.key);
    }
  }

  async #seal(item: Item, mirrored: Mirrored): Promise<void> {
    const before = this.#copies.get(item.id);
    const key = keyFor(mirrored.wrapping, sealedIdOf(item));
    // Known before it is on disk: the courier must not take it for something left behind.
    this.#copies.set(item.id, { ...mirrored, key });
    try {
      await keepSealed(await sealItem(this.ring(), item, mirrored.wrapping, Date.now()));
    } catch (problem) {
      if (before) this.#copies.set(item.id, before);
      else this.#copies.delete(item.id);
      throw problem;
    }
    if (before && before.key !== key) await dropSealed(before.key);
  }
}
