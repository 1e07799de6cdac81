/** The real exchange with an operators' group, two consoles and two operators, as an administrator would set it up. */
import { PASSWORD } from './admin-page.ts';
import { type RunningFirmware, startFirmware } from './firmware.ts';

export const OPERATORS = ['lin', 'zhou'] as const;
/** Takes the place of an operator, and may take tables in and out. */
export const SUPERVISOR = 'sun';
/** Has the telephone 802, and nothing else here. */
export const USER = 'wang';

const NAMES = ['话务台', '王芳', '王建国', '单雄信', '李丽', '赵敏'];
const OFFICE = `name: 和平饭店
language: zh-CN
extensions:
${NAMES.map((name, i) => `  - { number: "80${i + 1}", port: 1/${i + 1}, name: ${name} }`).join('\n')}
trunks:
  - { port: 1/7, name: Line 1, group: outside, ringIn: "890" }
  - { port: 1/8, name: Line 2, group: outside, ringIn: "890" }
trunkGroups: [{ id: outside, hunt: linear }]
plan:
  - { pattern: 8XX, to: { kind: extension } }
  - { pattern: 7X, to: { kind: extension } }
  - { pattern: "9.", to: { kind: trunk-group, group: outside, strip: 1, secondDialTone: true } }
parkSlots: ["71", "72"]
attendantGroups:
  - { number: "890", name: 总机, consoles: ["1", "2"] }
consoles:
  - { id: "1", name: 话务台 1, extension: "801", mayDistribute: true, maySupervise: true, telephoneRings: false }
  - { id: "2", name: 话务台 2, extension: "806", telephoneRings: false }
entities: [{ id: main, operator: { day: "890" } }]
`;

type Ask = (method: string, path: string, body: object) => Promise<Response>;

async function must(ask: Promise<Response>): Promise<Response> {
  const answer = await ask;
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`);
  return answer;
}

/** Somebody is logged in over HTTP, without a page. */
async function administrator({ url, firstCode }: RunningFirmware): Promise<Ask> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  const ask: Ask = (method, path, body) =>
    fetch(new URL(path, url), { method, headers, body: JSON.stringify(body) });
  const first = { code: firstCode, name: 'admin', displayName: '', password: PASSWORD, language: 'en' };
  const entered = await must(ask('POST', '/api/session/first', first));
  headers.cookie = entered.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
  headers['x-csrf-token'] = ((await entered.json()) as { csrfToken: string }).csrfToken;
  return ask;
}

/** `language`: that of the operators. */
export async function startOperatorsOffice(language: 'zh-CN' | 'en' = 'en'): Promise<RunningFirmware> {
  const firmware = await startFirmware();
  try {
    const ask = await administrator(firmware);
    await must(ask('POST', '/api/configuration/commit', { change: { text: OFFICE }, reason: 'operators' }));
    for (const name of [...OPERATORS, SUPERVISOR]) {
      const role = name === SUPERVISOR ? 'supervisor' : 'operator';
      const user = { name, displayName: name, role, extension: '', language };
      await must(ask('POST', '/api/users', { ...user, password: PASSWORD }));
    }
    const user = { name: USER, displayName: '王芳', role: 'agent', extension: '802', language };
    await must(ask('POST', '/api/users', { ...user, password: PASSWORD }));
    return firmware;
  } catch (error) {
    await firmware.stop();
    throw error;
  }
}
