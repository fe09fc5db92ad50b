import { count } from './format.ts';

export const faces = (n: number): string => count(n, 'face', 'faces');
export const photos = (n: number): string => count(n, 'photo', 'photos');
export const people = (n: number): string => count(n, 'person', 'people');
export const albums = (n: number): string => count(n, 'album', 'albums');
