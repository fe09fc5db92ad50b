/**
 * Lets this process make files that are its user's alone: folders with mode 0700 and files with 0600, whatever
 * writes them (SQLite, the index, an export). To be imported by the entry of each program that opens a library.
 * Windows has no such modes; there a user's own folders are closed to others already.
 */
process.umask(0o077);
