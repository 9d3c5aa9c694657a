import { useQuery } from '@urql/vue';
import { computed, shallowRef, watch, type ComputedRef, type ShallowRef, type WritableComputedRef } from 'vue';
import {
  CalibrationDocument,
  type CalibrationQuery,
  type MapFactsFragment,
  SetOwnMapsDocument,
  SetThresholdsDocument,
  ThresholdForecastDocument,
  type ThresholdForecastQuery,
} from '../../generated/graphql.ts';
import { useCommand } from '../api/use-command.ts';
import { useTold } from '../shell/use-told.ts';

export interface Thresholds {
  readonly clarify: number;
  readonly reply: number;
}

export type MapFacts = MapFactsFragment;

export interface CalibrationDesk {
  readonly calibration: ComputedRef<CalibrationQuery['calibration'] | undefined>;
  readonly failed: ComputedRef<boolean>;
  /** Thresholds in force; undefined until they are read. */
  readonly inForce: ComputedRef<Thresholds | undefined>;
  /** Thresholds being tried; both thumbs of the slider, clarify first. */
  readonly tried: WritableComputedRef<number[]>;
  readonly forecast: ComputedRef<ThresholdForecastQuery['thresholdForecast'] | undefined>;
  readonly changed: ComputedRef<boolean>;
  readonly saving: ShallowRef<boolean>;
  /** Puts the tried thresholds in force; answers those before, for undo, or undefined when it was refused. */
  save(): Promise<Thresholds | undefined>;
  put(thresholds: Thresholds): Promise<void>;
  reset(): void;
  /** Maps that confidence is measured by, one of each kind. */
  readonly maps: ComputedRef<readonly MapFacts[]>;
  readonly choosing: ShallowRef<boolean>;
  /** Measures by the company's own maps or by the shipped ones; answers whether it was done, a refusal is told. */
  useOwnMaps(use: boolean): Promise<boolean>;
  reload(): void;
}

/** While a thumb is dragged only its resting place is asked about. */
const REST_MS = 150;
const SEED: Thresholds = { clarify: 0.55, reply: 0.75 };

/** How far confidence can be trusted, and what other thresholds would have made of this company's own history. */
export function useCalibration(): CalibrationDesk {
  const query = useQuery({ query: CalibrationDocument, variables: {}, requestPolicy: 'cache-and-network' });
  const command = useCommand(SetThresholdsDocument);
  const choice = useCommand(SetOwnMapsDocument);
  const told = useTold();
  const draft = shallowRef<Thresholds>();
  const inForce = computed(() => query.data.value?.thresholds);
  const shown = computed(() => draft.value ?? inForce.value ?? SEED);
  const asked = shallowRef<Thresholds>(shown.value);
  const forecast = useQuery({ query: ThresholdForecastDocument, variables: asked, requestPolicy: 'network-only' });

  watch(shown, (thresholds, _before, onCleanup) => {
    const timer = setTimeout(() => (asked.value = thresholds), REST_MS);
    onCleanup(() => clearTimeout(timer));
  });

  async function put(thresholds: Thresholds): Promise<boolean> {
    const result = await command.run(thresholds);
    if ('failure' in result) return false;
    draft.value = undefined;
    query.executeQuery({ requestPolicy: 'network-only' });
    return true;
  }

  return {
    calibration: computed(() => query.data.value?.calibration),
    failed: computed(() => query.error.value !== undefined && query.data.value === undefined),
    inForce,
    tried: computed({
      get: () => [shown.value.clarify, shown.value.reply],
      set: ([clarify = SEED.clarify, reply = SEED.reply]) => (draft.value = { clarify, reply }),
    }),
    forecast: computed(() => forecast.data.value?.thresholdForecast),
    changed: computed(
      () => shown.value.clarify !== inForce.value?.clarify || shown.value.reply !== inForce.value.reply,
    ),
    saving: command.busy,
    async save() {
      const before = inForce.value;
      return (await put(shown.value)) ? before : undefined;
    },
    async put(thresholds) {
      await put(thresholds);
    },
    reset: () => (draft.value = undefined),
    maps: computed(() => query.data.value?.confidenceMaps ?? []),
    choosing: choice.busy,
    async useOwnMaps(use) {
      const done = told(await choice.run({ use }));
      query.executeQuery({ requestPolicy: 'network-only' });
      return done;
    },
    reload() {
      query.executeQuery({ requestPolicy: 'network-only' });
    },
  };
}
