const FirstPause = 300;
const LongestPause = 15_000;

/** Milliseconds before another attempt: doubled with each failure, spread so that clients do not come back together, and never less than the server asks for. */
export function pauseAfter(failures, failure = null, random = Math.random) {
  const pause = Math.min(LongestPause, FirstPause * 2 ** (failures - 1)) * (0.5 + random());
  return Math.max(pause, failure?.retryAfter ?? 0);
}

/** Ends after a while, or when the signal says so. */
export function wait(milliseconds, signal) {
  return new Promise(done => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      done();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end);
    if (signal?.aborted) end();
  });
}
