// The worker that searches. Page → worker: { add: [story…] } and { remove: [code…] }, which nobody
// answers, but for { added: true } when none of them waits any more; { id, find } and { id, mark }, answered under their id. What is asked is answered before
// what is still to be added, so that a reader need not wait for the index to be whole.
import start from './search.js';

const asks = [];
const rest = [];
let working = false;
// Whether the index has changed since that was last told.
let added = false;

const work = () => {
  const message = asks.shift() ?? rest.shift();
  working = message !== undefined;
  if (!working) {
    if (added) self.postMessage({ added });
    added = false;
    return;
  }
  added ||= message.id === undefined;
  try {
    const answer = self.peykSearch(message);
    if (answer !== undefined) self.postMessage(answer);
  } catch (error) {
    console.error(error);
    self.postMessage({ failed: true });
    return;
  }
  // Messages that have come meanwhile are heard first.
  setTimeout(work);
};

self.onmessage = ({ data }) => {
  (data.id === undefined ? rest : asks).push(data);
  if (!working && self.peykSearch) {
    working = true;
    setTimeout(work);
  }
};

start({ module_or_path: new URL('./search.wasm', import.meta.url).href }).then(work, (error) => {
  console.error(error);
  self.postMessage({ failed: true });
});
