/**
 * Processes items in their order, a few at a time. After a failure no further item is started.
 * @param atOnce maximum number of items under way, at least 1
 * @throws the first failure
 */
export async function eachAtOnce<T>(
  items: readonly T[],
  atOnce: number,
  process: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const waiting = items.entries();
  let hasFailed = false;
  const work = async (): Promise<void> => {
    for (const [index, item] of waiting) {
      if (hasFailed) return;
      try {
        await process(item, index);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
