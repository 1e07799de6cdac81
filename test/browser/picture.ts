/** Takes the pictures of the README from the real thing: `npm run pictures [-- zh-CN]`. */
import { join, resolve } from 'node:path';
import { takeOperatorPictures } from './operator-picture.ts';
import { BenchPage } from './support/bench-page.ts';
import { openBrowser } from './support/chromium.ts';
import { startFirmware } from './support/firmware.ts';

const FILE = resolve(import.meta.dirname, '../../docs/bench.png');
const language = process.argv[2] ?? 'en-GB';

const firmware = await startFirmware();
const browser = await openBrowser();
try {
  const bench = await BenchPage.open(browser, firmware.url, { locale: language });
  const { page } = bench;
  await bench.lift('phone:1/1');
  await bench.hears('phone:1/1', 'dial');
  await bench.dial('phone:1/1', '803');
  await bench.rings('phone:1/3');
  await bench.lift('phone:1/3');
  await page.locator('.cord[data-talking]').waitFor();
  await bench.say('phone:1/1', 'speech');
  await bench.lift('phone:1/5');
  await bench.hears('phone:1/5', 'dial');
  await bench.dial('phone:1/5', '95551234');
  await page.locator('[data-device="line:1/7"][data-state="ringing-out"]').waitFor({ timeout: 40_000 });
  await page.locator('[data-device="line:1/7"] .far-end .primary').click();
  await bench.lift('phone:1/2');
  await bench.hears('phone:1/2', 'dial');
  await bench.dial('phone:1/2', '804');
  // The second burst: the caller's number came in the silence after the first.
  await bench.rings('phone:1/4');
  await bench.ringCadence('phone:1/4');
  await bench.rings('phone:1/4');
  await bench.say('phone:1/5', 'tone1k');
  await bench.louderThan('phone:1/3', -30);
  await page.evaluate(() => (document.activeElement as { blur?(): void } | null)?.blur?.());
  await page.mouse.move(5, 5);
  await page.screenshot({ path: FILE });
  console.log(join('docs', 'bench.png'));
  await bench.close();
  await takeOperatorPictures(browser, language);
} finally {
  await browser.close();
  await firmware.stop();
}
