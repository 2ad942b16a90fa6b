// The dashboard of a control port: polls the nodes, follows the events, publishes.

import { call, follow, hasToken, Refused, setToken } from './api.js';
import { Graph } from './graph.js';
import { Model, shortNames } from './model.js';
import { showEvents, showLinks, showMessages, showNode, showTiles, showWhy } from './panels.js';
import { setText, visible } from './text.js';

const POLL_MILLIS = 2_000;
const SOON_MILLIS = 150;
const CHANGES = new Set(['peer-up', 'peer-down', 'peer-moved', 'discouraged', 'stopped', 'ready']);

const at = (id) => document.getElementById(id);
const model = new Model();
const graph = new Graph(at('graph'), select);
let selected = null;
let stop = null;
let pollTimer = 0;
let drawing = false;
let short = (address) => address;

// ---- connection ------------------------------------------------------------------------------

function connect() {
  stop?.();
  at('access').hidden = true;
  document.body.classList.remove('locked');
  at('forget').hidden = !hasToken();
  stop = follow(onEvent, onState);
  poll();
}

function onState(state, error) {
  if (state === 'refused') {
    askForToken(error);
    return;
  }
  at('connection').dataset.state = state;
  setText(at('connection'), state === 'live' ? 'Live' : 'No answer, trying again');
}

function askForToken(error) {
  stop?.();
  stop = null;
  clearTimeout(pollTimer);
  at('connection').dataset.state = 'refused';
  setText(at('connection'), 'Token needed');
  if (at('access').hidden) {
    setText(at('access-result'), hasToken() ? `Refused: ${visible(error.message)}` : '');
    at('access').hidden = false;
    document.body.classList.add('locked');
    at('token').focus();
  }
}

async function poll() {
  clearTimeout(pollTimer);
  try {
    if (!document.hidden) {
      model.update(await call('/network'));
      draw();
    }
  } catch (error) {
    if (error instanceof Refused && error.status === 401) {
      askForToken(error);
      return;
    }
    onState('waiting');
  }
  clearTimeout(pollTimer);
  if (stop !== null) {
    pollTimer = setTimeout(poll, POLL_MILLIS);
  }
}

function pollSoon() {
  clearTimeout(pollTimer);
  pollTimer = setTimeout(poll, SOON_MILLIS);
}

function onEvent(event) {
  const message = model.add(event);
  if (message !== null && model.isFresh(event)) {
    if (event.event === 'published') {
      graph.published(message);
    } else {
      graph.delivered(message, event.node, event.from);
    }
  }
  if (CHANGES.has(event.event)) {
    pollSoon();
  }
  draw();
}

// ---- showing ---------------------------------------------------------------------------------

/** Draws once, however many events came since the last time. */
function draw() {
  if (!drawing) {
    drawing = true;
    setTimeout(() => {
      drawing = false;
      redraw();
    }, 60);
  }
}

function redraw() {
  const addresses = [...model.nodes.keys()];
  if (!model.nodes.has(selected)) {
    selected = addresses.find((address) => model.nodes.get(address).up) ?? addresses[0] ?? null;
  }
  short = shortNames([...addresses, ...model.outside()]);
  setText(at('subtitle'), addresses.length === 1
    ? `node ${visible(addresses[0], 80)}`
    : `${addresses.length} nodes of one process`);
  document.title = addresses.length === 1 ? `Gossip ${visible(addresses[0], 80)}` : 'Gossip';
  showTiles(model);
  const leftOut = graph.show(model, selected, short);
  at('graph-note').hidden = leftOut === 0;
  setText(at('graph-note'), `${leftOut} more peers are in the table only.`);
  at('legend-outside').hidden = model.outside().length === 0;
  at('links-card').classList.toggle('single', addresses.length === 1);
  options(at('node'), addresses);
  options(at('publish-node'), addresses.filter((address) => model.nodes.get(address).up));
  at('node').value = selected ?? '';
  at('publish-node').hidden = addresses.length < 2;
  at('publish-node-label').hidden = addresses.length < 2;
  at('publish-topic').placeholder = visible(model.topic, 80);
  showMessages(model, at('messages'), short);
  if (selected !== null) {
    showNode(model, selected, short, why);
  }
  showLinks(model, short);
  showEvents(model, short);
}

function options(list, addresses) {
  const old = [...list.options].map((option) => option.value);
  if (old.join(' ') !== addresses.join(' ')) {
    const value = list.value;
    list.replaceChildren(...addresses.map((address) => new Option(visible(short(address), 80), address)));
    list.value = addresses.includes(value) ? value : addresses[0] ?? '';
  }
}

function select(address) {
  selected = address;
  if (model.nodes.get(address)?.up) {
    at('publish-node').value = address;
  }
  redraw();
}

async function why(peer) {
  const asked = selected;
  try {
    const answer = await call(`/peers/${encodeURIComponent(peer.peerId)}?node=${encodeURIComponent(asked)}`);
    showWhy(at('why'), short(asked), short(model.keyOf(peer)), answer);
  } catch (error) {
    showWhy(at('why'), short(asked), short(model.keyOf(peer)), { standing: `unknown: ${error.message}` });
  }
}

// ---- forms -----------------------------------------------------------------------------------

async function publish(event) {
  event.preventDefault();
  const node = at('publish-node').value;
  const topic = at('publish-topic').value;
  const parameters = new URLSearchParams({ node, ...(topic === '' ? {} : { topic }) });
  const text = at('publish-text').value;
  try {
    const answer = await call(`/messages?${parameters}`, { method: 'POST', body: text });
    model.setText(answer.id, text);
    result(`Published to ${answer.peers} ${answer.peers === 1 ? 'peer' : 'peers'}.`, false);
    at('publish-text').value = '';
    draw();
  } catch (error) {
    result(`Not published: ${visible(error.message)}`, true);
  }
}

function result(text, failed) {
  setText(at('publish-result'), text);
  at('publish-result').dataset.failed = String(failed);
}

at('publish').addEventListener('submit', publish);
at('node').addEventListener('change', () => select(at('node').value));
at('access-form').addEventListener('submit', (event) => {
  event.preventDefault();
  setToken(at('token').value.trim());
  at('token').value = '';
  connect();
});
at('forget').addEventListener('click', () => {
  setToken(null);
  location.reload();
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && stop !== null) {
    pollSoon();
  }
});
connect();
