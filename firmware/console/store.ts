import { useSyncExternalStore } from 'react';

/** One value that parts of the page watch; a change replaces fields, never mutates them. */
export interface Store<T extends object> {
  get(): T;
  set(change: Partial<T>): void;
  watch(changed: () => void): () => void;
}

export function createStore<T extends object>(initial: T): Store<T> {
  let value = initial;
  const watchers = new Set<() => void>();
  return {
    get: () => value,
    set: (change) => {
      value = { ...value, ...change };
      for (const changed of watchers) changed();
    },
    watch: (changed) => {
      watchers.add(changed);
      return () => watchers.delete(changed);
    },
  };
}

/** `pick` must answer with a part of the value itself, so that an unchanged part does not render again. */
export function useStore<T extends object, S>(store: Store<T>, pick: (value: T) => S): S {
  return useSyncExternalStore(store.watch, () => pick(store.get()));
}
