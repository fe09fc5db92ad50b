/** Command that runs npm: a program, the arguments before npm's own, and true if it needs a shell. */
export function npmProgram(): { command: string; args: string[]; shell: boolean };
export function ensurePackages(): Promise<void>;
export function packagedNode(): { path: string; version: string };
