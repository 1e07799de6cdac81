import { Announcer } from './announcer.tsx';
import { useWorld } from './bench.tsx';
import { Plate } from './exchange/plate.tsx';
import { Alarms } from './inspector/alarms.tsx';
import { Behind } from './inspector/behind.tsx';
import { Story } from './inspector/story.tsx';
import { Masthead } from './masthead.tsx';
import { PublicLine } from './outside/public-line.tsx';
import { Telephone } from './telephone/telephone.tsx';
import { useText, useTitle } from './text/text.tsx';

function Desk() {
  const { t } = useText();
  const phones = useWorld((w) => w.phones);
  const lines = useWorld((w) => w.lines);
  const link = useWorld((w) => w.benchLink);
  if (phones.length + lines.length === 0) {
    return <p className="desk-empty">{t(link === 'none' ? 'bench.none' : 'bench.waiting')}</p>;
  }
  return (
    <div className="desk">
      <section className="telephones" id="telephones" aria-labelledby="phones-title">
        <h2 id="phones-title" className="visually-hidden">
          {t('bench.phones')}
        </h2>
        {phones.map((phone) => (
          <Telephone key={phone.device} phone={phone} />
        ))}
      </section>
      {lines.length === 0 ? null : (
        <section className="outsides" aria-labelledby="outside-title">
          <h2 id="outside-title" className="visually-hidden">
            {t('outside.title')}
          </h2>
          {lines.map((line) => (
            <PublicLine key={line.device} line={line} />
          ))}
        </section>
      )}
    </div>
  );
}

export function App() {
  const { t } = useText();
  useTitle(t('page.title'));
  return (
    <>
      <Masthead />
      <main>
        <Plate />
        <Desk />
        <p className="help">{t('page.help')}</p>
        <div className="inspector">
          <Story />
          <Behind />
          <Alarms />
        </div>
      </main>
      <Announcer />
    </>
  );
}
