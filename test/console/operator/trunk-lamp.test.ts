import { expect, test } from 'vitest';
import { groupSign } from '../../../firmware/console/operator/trunk-lamp.ts';

const line = (state: string, health = 'in-service') => ({ port: '1/7', name: 'Line', state, health });

test('a key of a trunk group shows whether a line is free, and how many', () => {
  expect(groupSign([line('talking'), line('idle'), line('idle')])).toEqual({ lamp: 'free', free: 2 });
  expect(groupSign([line('talking'), line('ringingIn')])).toEqual({ lamp: 'ringing', free: 0 });
  expect(groupSign([line('talking'), line('idle', 'fault')])).toEqual({ lamp: 'busy', free: 0 });
  expect(groupSign([line('idle', 'fault')])).toEqual({ lamp: 'out-of-service', free: 0 });
});
