/** Global set-up of the tests: networks are tested as they are shipped. */
export { buildModels as setup } from './models.ts';
