import { nameKey } from '../db/people.ts';

/** Names that programs give to unnamed faces. */
const unknown = new Set(
  (
    'unknown,unknown person,unknown face,unconfirmed,unnamed,unnamed person,no name,not confirmed,' +
    'unbekannt,unbestätigt,inconnu,non confirmé,desconocido,no confirmado,sconosciuto,onbekend,desconhecido'
  ).split(','),
);
/** Names of faces that the user of a program ignores. */
const ignored = new Set('ignored,ignoriert,ignoré,ignorado,ignorato,genegeerd'.split(','));

/** Classifies a name from another program: of a person, of nobody, or a mark to hide the face. */
export function classifyName(name: string): 'somebody' | 'nobody' | 'ignored' {
  const key = nameKey(name);
  if (ignored.has(key)) return 'ignored';
  return name === '' || unknown.has(key) ? 'nobody' : 'somebody';
}
