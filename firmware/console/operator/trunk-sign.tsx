/** How a line to the outside stands, or a whole group of them: is one free, and how many. */
import { useEffect } from 'react';
import { ask } from '../admin/api.ts';
import { connectLive, useLive } from '../admin/live.ts';
import { createStore, useStore } from '../store.ts';
import { useText } from '../text/text.tsx';
import type { TrunkGroup } from './contract.ts';
import { LampSign } from './parts/lamp.tsx';
import { groupSign, lampOf } from './trunk-lamp.ts';

/** Groups change with the office only, so that they are asked for once. */
const groups = createStore<{ of: readonly TrunkGroup[] }>({ of: [] });

async function loadGroups(): Promise<void> {
  const answer = await ask<readonly TrunkGroup[]>('GET', '/api/desk/trunk-groups');
  if (answer.ok) groups.set({ of: answer.value });
}

/** `name`: of a group, of a line, or its port. */
export function TrunkSign({ name }: { name: string }) {
  const { t } = useText();
  const lines = useLive(({ picture }) => picture.lines);
  const group = useStore(groups, ({ of }) => of.find((one) => one.group === name));
  useEffect(connectLive, []);
  useEffect(() => {
    void loadGroups();
  }, []);
  const members = lines.filter(({ port }) => group?.ports.includes(port));
  if (group !== undefined && members.length > 0) {
    const { lamp, free } = groupSign(members);
    return (
      <>
        <LampSign lamp={lamp} words={false} />
        <span className="op-own-count" title={t('op.own.trunk.free', { free, all: members.length })}>
          {free}/{members.length}
        </span>
      </>
    );
  }
  const line = lines.find((one) => one.name === name || one.port === name);
  return <LampSign lamp={line === undefined ? 'unknown' : lampOf(line)} words={false} />;
}
