import { nameKey } from '../db/people.ts';

/** Called so, a face is one that a program has found and nobody has named. */
const unknown = new Set(
  (
    'unknown,unknown person,unknown face,unconfirmed,unnamed,unnamed person,no name,not confirmed,' +
    'unbekannt,unbestätigt,inconnu,non confirmé,desconocido,no confirmado,sconosciuto,onbekend,desconhecido'
  ).split(','),
);
/** Called so, it is one that the user of a program does not want to see. */
const ignored = new Set('ignored,ignoriert,ignoré,ignorado,ignorato,genegeerd'.split(','));

/** Whether what a program calls a face is a name of somebody, of nobody, or says that the face is to be hidden. */
export function meaningOf(name: string): 'somebody' | 'nobody' | 'ignored' {
  const key = nameKey(name);
  if (ignored.has(key)) return 'ignored';
  return name === '' || unknown.has(key) ? 'nobody' : 'somebody';
}
