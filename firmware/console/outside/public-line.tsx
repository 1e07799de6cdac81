/** An exchange line as the public network sees it: somebody calls in on it, or is called over it. */
import { memo, useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import type { BenchLine, ExchangeLineState } from '#web/protocol.ts';
import { useBench, useLine, useView } from '../bench.tsx';
import { Meter } from '../telephone/meter.tsx';
import { Scope } from '../telephone/scope.tsx';
import { Voice } from '../telephone/voice.tsx';
import { useText } from '../text/text.tsx';
import type { MessageKey } from '../text/zh-CN.ts';

const STATES: Readonly<Record<ExchangeLineState, MessageKey>> = {
  idle: 'outside.idle',
  'dial-tone': 'outside.dialTone',
  collecting: 'outside.collecting',
  'ringing-out': 'outside.ringingOut',
  talking: 'outside.talking',
  'ringing-in': 'outside.ringingIn',
  busy: 'outside.busy',
  dead: 'outside.dead',
};

function Mast() {
  return (
    <svg className="mast" viewBox="0 0 160 40" aria-hidden="true" focusable="false">
      <path
        className="mast-wire"
        d="M0 12 C30 21 50 21 80 11 C110 21 130 21 160 12 M0 19 C30 28 50 28 80 18 C110 28 130 28 160 19"
      />
      <path className="mast-post" d="M80 4 V40 M66 11 H94 M68 18 H92" />
      <path className="mast-cup" d="M68 11 v-4 M92 11 v-4 M70 18 v-4 M90 18 v-4" />
    </svg>
  );
}

/** What the network's display says: the number dialled, or the caller on the line. */
function told(line: BenchLine): string {
  if (line.state === 'ringing-in' || (line.caller !== null && line.dialled === '')) {
    return line.caller?.number ?? '';
  }
  return line.dialled;
}

function CallIn({ line, name }: { line: BenchLine; name: string }) {
  const { t } = useText();
  const bench = useBench();
  const [number, setNumber] = useState('02155501234');
  const [caller, setCaller] = useState('');
  const { device } = line;
  if (line.state === 'ringing-in') {
    return (
      <Button className="outside-button wide" onPress={() => bench.command({ op: 'farHangUp', device })}>
        {t('outside.giveUp')}
      </Button>
    );
  }
  return (
    <form
      className="call-in"
      aria-label={t('outside.callInForm', { name })}
      onSubmit={(event) => {
        event.preventDefault();
        bench.command({ op: 'callIn', device, number, name: caller });
      }}
    >
      <TextField value={number} onChange={setNumber} maxLength={20} inputMode="tel" pattern="[0-9*#+]*">
        <Label>{t('outside.number')}</Label>
        <Input />
      </TextField>
      <TextField value={caller} onChange={setCaller} maxLength={20}>
        <Label>{t('outside.name')}</Label>
        <Input placeholder="—" />
      </TextField>
      <Button type="submit" className="outside-button wide primary" isDisabled={line.state !== 'idle'}>
        {t('outside.callIn')}
      </Button>
    </form>
  );
}

function FarEnd({ line }: { line: BenchLine }) {
  const { t } = useText();
  const bench = useBench();
  const { device, state } = line;
  const dialling = state === 'dial-tone' || state === 'collecting' || state === 'ringing-out';
  return (
    <div className="far-end">
      <Button
        className="outside-button primary"
        isDisabled={state !== 'ringing-out'}
        onPress={() => bench.command({ op: 'farAnswer', device })}
      >
        {t('outside.answer')}
      </Button>
      <Button
        className="outside-button"
        isDisabled={!dialling}
        onPress={() => bench.command({ op: 'farBusy', device })}
      >
        {t('outside.beBusy')}
      </Button>
      <Button
        className="outside-button wide"
        isDisabled={state !== 'talking'}
        onPress={() => bench.command({ op: 'farHangUp', device })}
      >
        {t('outside.hangUp')}
      </Button>
    </div>
  );
}

export const PublicLine = memo(function PublicLine({ line }: { line: BenchLine }) {
  const { t } = useText();
  const bench = useBench();
  const office = useLine(line.port);
  const shown = useView((view) => view.port === line.port);
  const name = office?.name || line.port;
  const lit = line.state !== 'idle' && line.state !== 'dead';
  return (
    <section
      className="outside"
      aria-label={t('outside.label', { name, state: t(STATES[line.state]) })}
      data-device={line.device}
      data-state={line.state}
      data-shown={shown || undefined}
      onFocus={() => bench.view.set({ port: line.port })}
    >
      <Mast />
      <div className="outside-body">
        <h3 className="outside-name">
          <span>{name}</span>
          <span className="outside-port">{line.port}</span>
        </h3>
        <div className="display" data-lit={lit || undefined}>
          <span className="display-small">
            <span>{t(STATES[line.state])}</span>
          </span>
          <span className="display-big" data-long={told(line).length > 8 || undefined}>
            {told(line) || '—'}
          </span>
          <Scope device={line.device} />
        </div>
        <FarEnd line={line} />
        <CallIn line={line} name={name} />
      </div>
      <Meter device={line.device} live={lit} />
      <Voice device={line.device} name={name} voice={line.voice} />
    </section>
  );
});
