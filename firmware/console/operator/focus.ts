/** The search line has the focus whenever nothing else asked for it. */
export const SEARCH_LINE = 'search-line';

export const searchInput = (): HTMLInputElement | null =>
  document.getElementById(SEARCH_LINE) as HTMLInputElement | null;

export const focusLine = (): void => searchInput()?.focus();

const WRITES = 'input, select, textarea, [contenteditable]';
/** Would a plain key do something where the focus is? */
export const writesElsewhere = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.id !== SEARCH_LINE && target.matches(WRITES);

export const isControl = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('button, a, [role=tab], summary, [tabindex="0"]') !== null;
