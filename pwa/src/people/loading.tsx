import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { ApiError } from "../api/client";
import { sentenceOf } from "../api/sentence";
import { TroubleLine } from "../team/trouble-line";
import { Waiting } from "../ui/waiting";

export interface Loading<T> {
  value: Signal<T | null>;
  trouble: Signal<string | null>;
  /** Asks again. What is on screen stays until the answer is here. */
  reload: () => Promise<void>;
  /** Does something, then asks again. Answers whether it worked; why not is shown on the page. */
  attempt: (work: () => Promise<unknown>) => Promise<boolean>;
}

/** What a page asks the server for when it opens, and again when `key` changes. The latest question wins. */
export function useLoading<T>(load: () => Promise<T>, key: string): Loading<T> {
  const value = useSignal<T | null>(null);
  const trouble = useSignal<string | null>(null);
  const asked = useSignal(0);
  const attempt = async (work: () => Promise<unknown>) => {
    const turn = ++asked.value;
    try {
      await work();
      const found = await load();
      if (turn === asked.value) {
        value.value = found;
        trouble.value = null;
      }
      return true;
    } catch (error) {
      const sentence = sentenceOf(error);
      if (turn === asked.value) trouble.value = sentence;
      return false;
    }
  };
  const reload = async () => void (await attempt(async () => undefined));
  useEffect(() => void reload(), [key]);
  return { value, trouble, reload, attempt };
}

interface Props<T> {
  of: Loading<T>;
  children: (value: T) => ComponentChildren;
}

export function Loaded<T>({ of, children }: Props<T>) {
  const { value, trouble, reload } = of;
  return (
    <>
      {trouble.value && <TroubleLine text={trouble.value} retry={() => void reload()} />}
      {value.value === null ? !trouble.value && <Waiting /> : children(value.value)}
    </>
  );
}

/** Null where the server has nothing of the kind for this person, or not at all. */
export async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 405)) return null;
    throw error;
  }
}
