/**
 * Restricts new files of this process to its user: folders have mode 0700 and files 0600, whatever code
 * writes them (SQLite, the index, an export). The entry of each program that opens a library imports this
 * module. Windows has no such modes; a user's own folders are closed to others there.
 */
process.umask(0o077);
