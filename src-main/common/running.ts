/** Whether a process of this machine runs, or one that has its number by now; a process has to ask no other's leave. */
export function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
