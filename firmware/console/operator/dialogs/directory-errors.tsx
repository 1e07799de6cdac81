/** What is wrong with an entry, field by field. */
import type { DirectoryEntryPut } from '#web/protocol/directory.ts';
import { useText } from '../../text/text.tsx';

export function EntryErrors({ errors }: { errors: DirectoryEntryPut['errors'] }) {
  const { t } = useText();
  return (
    <ul>
      {errors.map(({ field, error }) => (
        <li key={`${field} ${error}`} className="field-problem">
          {t(`op.directory.${field}`)}: {t(`op.directory.error.${error}`)}
        </li>
      ))}
    </ul>
  );
}
