import type { WritableDb } from './open.ts';

interface ForeignKey {
  table: string;
  from: string;
  /** Null for the primary key of the other table. */
  to: string | null;
  onDelete: string;
}

/** Applies the foreign keys' ON DELETE actions to rows that refer to missing rows. */
export function deleteDangling(db: WritableDb, tables: readonly string[]): void {
  // Deleting a row may leave other rows dangling.
  while ((db.pragma('foreign_key_check') as unknown[]).length > 0) {
    for (const table of tables) for (const key of foreignKeys(db, table)) follow(db, table, key);
  }
}

function follow(db: WritableDb, table: string, { table: parent, from, to, onDelete }: ForeignKey): void {
  const gone = `"${from}" IS NOT NULL AND "${from}" NOT IN (SELECT "${to ?? 'id'}" FROM "${parent}")`;
  if (onDelete === 'SET NULL') db.exec(`UPDATE "${table}" SET "${from}" = NULL WHERE ${gone}`);
  else db.exec(`DELETE FROM "${table}" WHERE ${gone}`);
}

const foreignKeys = (db: WritableDb, table: string): ForeignKey[] =>
  db
    .prepare<[string], ForeignKey>(
      'SELECT "table", "from", "to", on_delete AS onDelete FROM pragma_foreign_key_list(?)',
    )
    .all(table);
