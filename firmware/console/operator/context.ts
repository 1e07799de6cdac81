/** The one engine of the page, for every part of it. */
import { createContext, use } from 'react';
import { useStore } from '../store.ts';
import type { DeskView } from './contract.ts';
import type { Desk } from './desk.ts';
import type { Operator } from './engine.ts';

export const OperatorContext = createContext<Operator | null>(null);

export function useOperator(): Operator {
  const operator = use(OperatorContext);
  if (operator === null) throw new Error('used outside of the operator’s page');
  return operator;
}

export const useDesk = <S>(pick: (desk: Desk) => S): S => useStore(useOperator().desk, pick);
/** Only inside the screen, which is not drawn before there is a view. */
export const useView = <S>(pick: (view: DeskView) => S): S => useDesk(({ view }) => pick(view!));
