import { watch } from 'vue';
import { useHubLine } from './hub-line.ts';

/** Runs something whenever the live line is back after it was lost: what was asked for meanwhile may have gone unanswered. */
export function useLineReturn(run: () => void): void {
  const { line } = useHubLine();
  watch(
    () => line.phase,
    (phase, before) => {
      if (phase === 'online' && before !== 'connecting') run();
    },
  );
}
