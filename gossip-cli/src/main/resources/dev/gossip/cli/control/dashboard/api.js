// Requests to the control port that serves this page. The token travels in a header only.

const KEY = 'gossip.token';
const REQUEST_MILLIS = 10_000;
// The port sends a comment every 15 s.
const SILENCE_MILLIS = 40_000;
const RETRY_MILLIS = [250, 500, 1000, 2000, 4000];
const MAX_FRAME_CHARS = 16 << 20;

let token = takeFromFragment() ?? sessionStorage.getItem(KEY);

/** The token of a link such as http://…/#token=…; it disappears from the address bar. */
function takeFromFragment() {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given === null) {
    return null;
  }
  sessionStorage.setItem(KEY, given);
  history.replaceState(null, '', location.pathname);
  return given;
}

export function hasToken() {
  return token !== null;
}

export function setToken(value) {
  token = value;
  if (value === null) {
    sessionStorage.removeItem(KEY);
  } else {
    sessionStorage.setItem(KEY, value);
  }
}

/** An answer that refuses a request. */
export class Refused extends Error {
  constructor(status, error, remedy) {
    super(remedy ? `${error}; ${remedy}` : error);
    this.status = status;
  }
}

function request(path, options) {
  const headers = token === null ? {} : { Authorization: `Bearer ${token}` };
  return fetch(path, {
    headers,
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
    ...options,
  });
}

/** Sends a request and returns its JSON; throws Refused if it is refused. */
export async function call(path, options = {}) {
  const response = await request(path, { signal: AbortSignal.timeout(REQUEST_MILLIS), ...options });
  if (!response.ok) {
    throw await refusal(response);
  }
  return response.json();
}

async function refusal(response) {
  const json = await response.json().catch(() => ({}));
  return new Refused(response.status, json.error ?? `status ${response.status}`, json.remedy);
}

/**
 * Follows the events, and connects again until it is stopped.
 *
 * @param onEvent receives each event
 * @param onState receives 'live', 'waiting' or 'refused' with an error
 * @returns a function that stops it
 */
export function follow(onEvent, onState) {
  const stopped = new AbortController();
  run(onEvent, onState, stopped.signal);
  return () => stopped.abort();
}

async function run(onEvent, onState, stopped) {
  let last = '0';
  let failures = 0;
  while (!stopped.aborted) {
    try {
      await read((id, event) => {
        last = id;
        onEvent(event);
      }, last, () => {
        failures = 0;
        onState('live');
      }, stopped);
    } catch (error) {
      if (stopped.aborted) {
        return;
      }
      if (error instanceof Refused && error.status === 401) {
        onState('refused', error);
        return;
      }
    }
    onState('waiting');
    await sleep(RETRY_MILLIS[Math.min(failures++, RETRY_MILLIS.length - 1)]);
  }
}

async function read(onFrame, after, onOpen, stopped) {
  const silent = new AbortController();
  const response = await request(`/events?after=${encodeURIComponent(after)}`, {
    signal: AbortSignal.any([stopped, silent.signal]),
  });
  if (!response.ok) {
    throw await refusal(response);
  }
  onOpen();
  const chunks = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  let timer = 0;
  try {
    for (;;) {
      timer = setTimeout(() => silent.abort(), SILENCE_MILLIS);
      const { done, value } = await chunks.read();
      clearTimeout(timer);
      if (done) {
        return;
      }
      const frames = (buffer + value).split('\n\n');
      buffer = frames.pop();
      if (buffer.length > MAX_FRAME_CHARS) {
        throw new Error('an event is too large');
      }
      frames.forEach((frame) => parse(frame, onFrame));
    }
  } finally {
    clearTimeout(timer);
    chunks.cancel().catch(() => {});
  }
}

function parse(frame, onFrame) {
  const fields = {};
  for (const line of frame.split('\n')) {
    const colon = line.indexOf(': ');
    if (colon > 0) {
      fields[line.slice(0, colon)] = line.slice(colon + 2);
    }
  }
  if (fields.data !== undefined) {
    onFrame(fields.id, JSON.parse(fields.data));
  }
}

export function sleep(millis) {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
