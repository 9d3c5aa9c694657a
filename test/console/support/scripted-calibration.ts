import {
  forecastThresholds,
  type MeasuredTurn,
  type Thresholds,
} from '../../../server/modules/calibration/forecast.ts';
import { expectedCalibrationError, reliabilityBins } from '../../../server/modules/calibration/reliability.ts';

/** Past turns and thresholds of a scripted hub, judged by the hub's own rules. */
export class ScriptedCalibration {
  thresholds: Thresholds = { reply: 0.75, clarify: 0.55 };
  turns: MeasuredTurn[] = [];
  usesOwn = true;
  /** The company's own map by words. */
  own: object | null = null;

  get maps(): object[] {
    const shipped = { version: 'keywords-3-4441', fittedAt: '2026-03-01T00:00:00.000Z', questions: 4441 };
    return [
      { kind: 'KEYWORDS', asked: true, usesOwn: this.own !== null && this.usesOwn, own: this.own, shipped },
      { kind: 'MEANING', asked: false, usesOwn: false, own: null, shipped: { ...shipped, version: 'meaning-3-4441' } },
    ];
  }

  /** A history in which `count` turns had a confidence and were right or not. */
  add(count: number, confidence: number, right: boolean | null): void {
    for (let index = 0; index < count; index += 1) this.turns.push({ confidence, right });
  }
}

/** The queries and the command on confidence. */
export function scriptedCalibration(calibration: ScriptedCalibration) {
  const upper = (thresholds: Thresholds): object => {
    const { precisionSource, ...forecast } = forecastThresholds(calibration.turns, thresholds);
    return { ...forecast, precisionSource: precisionSource.toUpperCase() };
  };
  return {
    queries: {
      thresholds: () => calibration.thresholds,
      confidenceMaps: () => calibration.maps,
      calibration: () => {
        const labelled = calibration.turns.flatMap(({ confidence, right }) =>
          right === null ? [] : [{ confidence, right }],
        );
        const bins = reliabilityBins(labelled);
        return {
          turns: calibration.turns.length,
          labelled: labelled.length,
          expectedCalibrationError: expectedCalibrationError(bins),
          bins,
        };
      },
      thresholdForecast: (_root: unknown, { reply, clarify }: Thresholds) => upper({ reply, clarify }),
    },
    commands: {
      setThresholds: (_root: unknown, { reply, clarify }: Thresholds) => {
        calibration.thresholds = { reply, clarify };
        return calibration.thresholds;
      },
      setOwnMaps: (_root: unknown, { use }: { use: boolean }) => {
        calibration.usesOwn = use;
        return calibration.maps;
      },
    },
  };
}
