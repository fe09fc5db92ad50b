/** Folder of Node's compile cache, absolute. */
export const compileCache: string;
