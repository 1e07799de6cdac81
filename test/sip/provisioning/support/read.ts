import { execFileSync } from 'node:child_process';
import type { ProvisioningFile } from '#ports/provisioning.ts';

/** Of each document every element with a text: `sip/line[1]/PhoneNumber` and what stands in it, read by expat. */
const READER = `
import json, sys, xml.etree.ElementTree as tree
def walk(node, path, found):
    number = node.get('index') or node.get('idx')
    here = path + [node.tag + ('' if number is None else '[' + number + ']')]
    if len(node) == 0: found.append(['/'.join(here[1:]), node.text or '', node.get('label') or ''])
    for child in node: walk(child, here, found)
    return found
print(json.dumps([walk(tree.fromstring(one.encode()), [], []) for one in json.load(sys.stdin)]))
`;

export type Settings = ReadonlyMap<string, string>;
type Found = [name: string, value: string, label: string];

function xmlSettings(texts: readonly string[]): Settings[] {
  if (texts.length === 0) return [];
  const input = JSON.stringify(texts);
  const read = execFileSync('python3', ['-c', READER], { input, encoding: 'utf8', timeout: 30_000 });
  return (JSON.parse(read) as Found[][]).map((found) => {
    const names = found.map(([name]) => name);
    const twice = names.filter((name, at) => names.indexOf(name) !== at);
    if (twice.length > 0) throw new Error(`set twice: ${twice.join(', ')}`);
    const labels = found.flatMap(([name, , label]) =>
      label === '' ? [] : [[`${name} label`, label] as const],
    );
    return new Map([...found.map(([name, value]) => [name, value] as const), ...labels]);
  });
}

/** Yealink's grammar: the head, then `name = value` to the end of each line, by nothing else than LF. */
function lineSettings(text: string): Settings {
  const [head, ...lines] = text.split('\n');
  if (head !== '#!version:1.0.0.1') throw new Error(`not a file of Yealink: ${head}`);
  if (lines.pop() !== '') throw new Error('the last line has no end');
  const settings = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = /^([a-z0-9_.]+) = (\P{Cc}*)$/u.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error(`no setting: ${JSON.stringify(line)}`);
    if (settings.has(name)) throw new Error(`set twice: ${name}`);
    settings.set(name, value);
  }
  return settings;
}

/** What telephones read out of their files; throws where one could read nothing. One reader for all: it takes a while to start. */
export function settingsInAll(files: readonly ProvisioningFile[]): Settings[] {
  const isXml = ({ contentType }: ProvisioningFile): boolean => contentType === 'application/xml';
  const read = xmlSettings(files.filter(isXml).map(({ text }) => text));
  return files.map((file) => (isXml(file) ? read.shift()! : lineSettings(file.text)));
}

export const settingsIn = (file: ProvisioningFile): Settings => settingsInAll([file])[0]!;
