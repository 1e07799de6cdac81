/** Places of the administration, kept in the address, so that reload, back and links work. */
import { type ComponentProps, type MouseEvent, useEffect } from 'react';
import { createStore, useStore } from '../store.ts';

export { pathOf } from './paths.ts';

export interface Place {
  /** Parts after `/admin`. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

const read = (): Place => ({
  parts: location.pathname
    .replace(/^\/admin\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .map(decoded),
  query: new URLSearchParams(location.search),
});

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const place = createStore<Place>(read());
addEventListener('popstate', () => place.set(read()));

export function go(to: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') history.pushState(null, '', to);
  else history.replaceState(null, '', to);
  place.set(read());
}

export const usePlace = (): Place => useStore(place, (now) => now);

/** A click that a browser would not open elsewhere. */
const plain = (event: MouseEvent): boolean =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

export function Link({ to, ...rest }: { to: string } & Omit<ComponentProps<'a'>, 'href'>) {
  return (
    <a
      {...rest}
      href={to}
      onClick={(event) => {
        rest.onClick?.(event);
        if (event.defaultPrevented || !plain(event)) return;
        event.preventDefault();
        go(to);
      }}
    />
  );
}

/** A new place begins at its top, and a screen reader hears its heading. */
export function useArrival(key: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is what says that the place is another
  useEffect(() => {
    scrollTo(0, 0);
    document.querySelector<HTMLElement>('main h1')?.focus();
  }, [key]);
}
