/** How to run npm: a program, what goes before npm's own arguments, and whether it needs a shell. */
export function npmProgram(): { command: string; args: string[]; shell: boolean };
export function ensurePackages(): Promise<void>;
export function packagedNode(): { path: string; version: string };
