/** Tones in hertz: two rising ones say somebody waits, three say it is urgent. */
const TONES = { calm: [660, 880], urgent: [880, 660, 988] } as const;
const TONE_SECONDS = 0.14;
const VOLUME = 0.12;

let context: AudioContext | undefined;

/** Plays the alert. Browsers allow sound only after the first click or key; before that it is silently left out. */
export function playAlert(kind: keyof typeof TONES): void {
  context ??= new AudioContext();
  const audio = context;
  if (audio.state === 'suspended') {
    if (!navigator.userActivation.hasBeenActive) return;
    void audio.resume();
  }
  TONES[kind].forEach((frequency, index) => {
    const start = audio.currentTime + index * TONE_SECONDS;
    const oscillator = audio.createOscillator();
    const gain = audio.createGain();
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(VOLUME, start + 0.01);
    gain.gain.exponentialRampToValueAtTime(0.001, start + TONE_SECONDS);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(start);
    oscillator.stop(start + TONE_SECONDS);
  });
}
