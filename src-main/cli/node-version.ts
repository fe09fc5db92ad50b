/**
 * Imported before any other module of the command line: the native libraries are built for this Node, and older
 * versions crash silently when they load them.
 */
const least = 24;

if (Number(process.versions.node.split('.', 1)[0]) < least) {
  process.stderr.write(
    `familiar: this is Node ${process.versions.node}, and Node ${least} or later is needed. ` +
      '`npm run familiar -- <command>` brings its own.\n',
  );
  process.exit(2);
}
