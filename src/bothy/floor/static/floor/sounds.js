// The alarm: made with Web Audio, so there is no file to miss. Nothing else in the house sounds like it.

/** @type {AudioContext | null} */ let audio = null;
/** @type {ReturnType<typeof setInterval> | null} */ let beating = null;

function context() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") void audio.resume();
  return audio;
}

/** Browsers let a page sound only after a touch: the first one opens the ear. */
export function listenForTouch() {
  const wake = () => {
    try {
      context();
    } catch {
      // No sound on this device; the red band is there all the same.
    }
  };
  addEventListener("pointerdown", wake, { once: true });
  addEventListener("keydown", wake, { once: true });
}

/** Two rising notes. @param {number} volume */
function call(volume = 0.5) {
  let play;
  try {
    play = context();
  } catch {
    return;
  }
  [660, 880].forEach((pitch, n) => {
    const tone = play.createOscillator();
    const gain = play.createGain();
    const at = play.currentTime + n * 0.22;
    tone.type = "triangle";
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(0.0001, at);
    gain.gain.exponentialRampToValueAtTime(volume, at + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.2);
    tone.connect(gain).connect(play.destination);
    tone.start(at);
    tone.stop(at + 0.21);
  });
}

/** Sound until somebody is with them: at once, then every two seconds, for half a minute at most. */
export function startAlarm() {
  stopAlarm();
  call();
  let left = 15;
  beating = setInterval(() => (left-- > 0 ? call() : stopAlarm()), 2000);
}

export function stopAlarm() {
  if (beating) clearInterval(beating);
  beating = null;
}

export function isSounding() {
  return beating !== null;
}

/** Once, softly: does this tablet sound at all? */
export function tryAlarm() {
  call(0.2);
}
