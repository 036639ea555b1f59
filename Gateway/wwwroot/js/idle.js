// Work that can wait until the browser has nothing better to do.
const queue = new Set();
let scheduled = false;
const whenIdle = globalThis.requestIdleCallback
  ? run => requestIdleCallback(run, { timeout: 1500 })
  : run => setTimeout(() => run({ timeRemaining: () => 8 }), 30);

function work(deadline) {
  scheduled = false;
  do {
    const [next] = queue;
    if (!next) return;
    queue.delete(next);
    next();
  } while (deadline.timeRemaining() > 4);
  schedule();
}

function schedule() {
  if (scheduled || queue.size === 0) return;
  scheduled = true;
  whenIdle(work);
}

export function later(job) {
  queue.add(job);
  schedule();
}
