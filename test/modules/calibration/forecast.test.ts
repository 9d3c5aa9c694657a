import { expect, it } from 'vitest';
import { forecastThresholds } from '../../../server/modules/calibration/forecast.ts';
import { expectedCalibrationError, reliabilityBins } from '../../../server/modules/calibration/reliability.ts';

const turns = (count: number, confidence: number, right: boolean | null) =>
  Array.from({ length: count }, () => ({ confidence, right }));

it('plays thresholds on past turns and measures precision where enough is known', () => {
  const past = [...turns(40, 0.9, true), ...turns(10, 0.8, false), ...turns(30, 0.6, null), ...turns(20, 0.2, null)];
  expect(forecastThresholds(past, { reply: 0.75, clarify: 0.55 })).toEqual({
    turns: 100,
    automaticShare: 0.5,
    clarifyShare: 0.3,
    handoffShare: 0.2,
    precision: 0.8,
    precisionSource: 'measured',
    labelled: 50,
  });
  expect(forecastThresholds(past, { reply: 0.85, clarify: 0.1 })).toMatchObject({
    automaticShare: 0.4,
    clarifyShare: 0.6,
    precision: 1,
  });
});

it('estimates precision from the confidence itself while little is known, and knows nothing without turns', () => {
  const past = [...turns(10, 0.9, true), ...turns(10, 0.8, null)];
  const forecast = forecastThresholds(past, { reply: 0.75, clarify: 0.55 });
  expect(forecast).toMatchObject({ precisionSource: 'estimated', labelled: 10 });
  expect(forecast.precision).toBeCloseTo(0.85);
  expect(forecastThresholds([], { reply: 0.75, clarify: 0.55 })).toMatchObject({
    automaticShare: null,
    handoffShare: null,
    precision: null,
  });
});

it('measures how far confidence is from truth', () => {
  const labelled = [...turns(8, 0.95, true), ...turns(2, 0.95, false), ...turns(10, 0.25, false)].map((turn) => ({
    confidence: turn.confidence,
    right: turn.right === true,
  }));
  const bins = reliabilityBins(labelled);
  expect(bins).toHaveLength(10);
  expect(bins[9]).toEqual({ from: 0.9, to: 1, count: 10, confidence: expect.closeTo(0.95) as number, right: 0.8 });
  expect(bins[0]).toMatchObject({ count: 0, confidence: null, right: null });
  expect(expectedCalibrationError(bins)).toBeCloseTo((0.15 + 0.25) / 2);
  expect(expectedCalibrationError(reliabilityBins([]))).toBeNull();
  expect(reliabilityBins([{ confidence: 1, right: true }])[9]?.count).toBe(1);
});
