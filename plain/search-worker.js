// The worker that searches. Page → worker: { add: [story…] } and { remove: [code…] }, which nobody
// answers, but for { added: true } when none of them waits any more; { id, find } and { id, mark },
// answered under their id, at once: before what is still to be added, so that a reader need not wait for
// the index to be whole.
import start from './search.js';

// What came before the program did.
const asks = [];
const rest = [];
let ready = false;
let working = false;

const answer = (message) => {
  try {
    const answered = self.peykSearch(message);
    if (answered !== undefined) self.postMessage(answered);
  } catch (error) {
    // The program is dead.
    console.error(error);
    ready = false;
    rest.length = 0;
    self.postMessage({ failed: true });
  }
};

// One change of the index a turn, so that what is asked meanwhile is heard between two of them. A message
// is the next turn; a timer would wait for 4 ms.
const { port1, port2 } = new MessageChannel();
const next = () => {
  working = rest.length > 0;
  if (working) port2.postMessage(null);
};
port1.onmessage = () => {
  answer(rest.shift());
  next();
  if (!working && ready) self.postMessage({ added: true });
};

self.onmessage = ({ data }) => {
  if (data.id === undefined) rest.push(data);
  else if (ready) answer(data);
  else asks.push(data);
  if (ready && !working) next();
};

start({ module_or_path: new URL('./search.wasm', import.meta.url).href }).then(() => {
  ready = true;
  asks.forEach(answer);
  next();
}, (error) => {
  console.error(error);
  self.postMessage({ failed: true });
});
