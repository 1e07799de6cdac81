/** Light, dark or high contrast, and large type: said once, on the root of the page. */
import { useEffect } from 'react';
import type { Settings } from './settings.ts';

export function useTheme({ theme, large }: Pick<Settings, 'theme' | 'large'>): void {
  useEffect(() => {
    const { dataset } = document.documentElement;
    dataset.theme = theme;
    dataset.type = large ? 'large' : 'normal';
    return () => {
      delete dataset.theme;
      delete dataset.type;
    };
  }, [theme, large]);
}
