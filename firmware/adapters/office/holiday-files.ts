import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Compile } from 'typebox/compile';
import { parse } from 'yaml';
import { type Holidays, HolidaysSchema } from '#ports/holidays.ts';
import { fail, ok, type Result } from '#units/result.ts';

const schema = Compile(HolidaysSchema);

/** Public holidays of a country: the last of these folders that has `holidays/<code>.yaml` wins; null: none has. */
export function loadHolidays(code: string, folders: readonly string[]): Result<Holidays | null> {
  const name = `holidays/${code.toLowerCase()}.yaml`;
  for (const folder of [...folders].reverse()) {
    try {
      const value: unknown = parse(readFileSync(join(folder, name), 'utf8'), { maxAliasCount: 20 });
      if (schema.Check(value)) return ok(value);
      const [error] = schema.Errors(value);
      return unusable(name, `${error?.instancePath ?? ''}: ${error?.message ?? 'is no list of holidays'}`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      return unusable(name, `cannot be read: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  return ok(null);
}

const unusable = (name: string, what: string) =>
  fail({
    code: 'TR-OFFICE-012',
    where: `regions/${name}`,
    what,
    todo: 'correct the file; regions/holidays/cn.yaml is an example',
  });
