// The lists and tables of the page. Rows are kept, so that focus and open details stay.

import { byAddress, Model } from './model.js';
import { count, element, loss, micros, payload, setText, visible } from './text.js';

const MAX_SHOWN = 60;
const STANDINGS = {
  good: ['✓', 'good'],
  'no-control': ['!', 'not believed'],
  throttled: ['▼', 'throttled'],
  discouraged: ['✕', 'discouraged'],
};

/** Makes the children of a parent those of some items, in their order. No two have the same key. */
function reconcile(parent, items, keyOf, make, update) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let before = null;
  for (const item of items) {
    const key = keyOf(item);
    let child = old.get(key);
    if (child === undefined) {
      child = make(item);
      child.dataset.key = key;
    }
    old.delete(key);
    update(child, item);
    const place = before === null ? parent.firstChild : before.nextSibling;
    if (place !== child) {
      parent.insertBefore(child, place);
    }
    before = child;
  }
  old.forEach((child) => child.remove());
}

function cells(row, texts) {
  texts.forEach((text, i) => setText(row.cells[i], text));
}

function row(...classes) {
  return element('tr', {}, ...classes.map((each) => element('td', { class: each })));
}

// ---- summary ---------------------------------------------------------------------------------

export function showTiles(model) {
  const nodes = [...model.nodes.values()];
  const up = nodes.filter((node) => node.up).length;
  const accepted = model.total('messages-accepted');
  const copies = accepted === 0 ? '–' : (1 + model.total('duplicates') / accepted).toFixed(2);
  const drops = Model.drops(nodes).reduce((sum, [, number]) => sum + number, 0);
  const tile = (name, text) => setText(document.getElementById(`tile-${name}`), text);
  tile('nodes', nodes.length === up ? count(up) : `${count(up)} of ${count(nodes.length)}`);
  tile('links', count(model.links().length));
  tile('delivered', count(model.total('messages-delivered')));
  tile('copies', copies);
  tile('lost', count(model.total('datagrams-lost')));
  tile('drops', count(drops));
}

// ---- messages --------------------------------------------------------------------------------

export function showMessages(model, list, short) {
  const latest = [...model.messages.values()].reverse().slice(0, MAX_SHOWN);
  reconcile(list, latest, (message) => message.id, newMessage, (item, message) =>
    updateMessage(item, message, model, short));
  document.getElementById('messages-empty').hidden = latest.length > 0;
  const all = model.messages.size;
  setText(document.getElementById('messages-count'), all > MAX_SHOWN ? `latest ${MAX_SHOWN} of ${count(all)}` : '');
}

function newMessage(message) {
  const details = element('details', {},
    element('summary', {},
      element('span', { class: 'swatch' }),
      element('bdi', { class: 'text' }),
      element('span', { class: 'meta' },
        element('bdi', { class: 'topic' }),
        element('span', { class: 'reach' })),
      element('progress', { max: '1', value: '0', 'aria-hidden': 'true' })),
    element('dl', { class: 'path' }));
  return element('li', { class: `c${message.colour}` }, details);
}

function updateMessage(item, message, model, short) {
  const part = (selector) => item.querySelector(selector);
  const own = model.textOf(message.id);
  const text = message.event ? payload(message.event) : own === undefined ? '(published here)' : visible(own);
  const reachable = model.reachable(message);
  const reached = message.arrivals.size;
  setText(part('.text'), text === '' ? '(empty)' : text);
  const topic = message.topic === model.topic ? '' : visible(message.topic, 80);
  setText(part('.topic'), topic);
  part('.topic').hidden = topic === '';
  const from = message.origin ? `from ${short(message.origin)}` : `via ${short(message.event?.from ?? '')}`;
  const served = model.nodes.size > 1;
  const millis = message.latest ? Date.parse(message.latest) - Date.parse(message.began) : undefined;
  const reach = served
    ? `reached ${reached} of ${reachable}${millis === undefined ? '' : ` in ${count(Math.max(0, millis))} ms`}`
    : message.origin ? `sent to ${count(message.peers ?? 0)} ${message.peers === 1 ? 'peer' : 'peers'}` : 'delivered here';
  setText(part('.reach'), `${visible(from, 80)} · ${reach}`);
  const progress = part('progress');
  progress.hidden = !served;
  progress.max = Math.max(1, reachable);
  progress.value = reached;
  const lines = [['id', message.id]];
  const author = message.event?.author;
  if (author !== undefined) {
    lines.push(['author', author]);
  }
  for (const [node, arrival] of [...message.arrivals].sort((a, b) => a[1].time.localeCompare(b[1].time))) {
    const after = Math.max(0, Date.parse(arrival.time) - Date.parse(message.began));
    lines.push([short(node), `got it from ${short(arrival.from)}${message.origin ? ` after ${count(after)} ms` : ''}`]);
  }
  reconcile(part('.path'), lines, ([term]) => term,
    () => element('div', {}, element('dt'), element('dd')),
    (pair, [term, detail]) => {
      setText(pair.children[0], visible(term, 80));
      setText(pair.children[1], visible(detail, 160));
    });
}

// ---- one node --------------------------------------------------------------------------------

export function showNode(model, address, short, onWhy) {
  const node = model.nodes.get(address);
  const peers = [...(node?.peers ?? [])].sort((a, b) => byAddress(a.peer, b.peer));
  setText(document.getElementById('node-id'), node?.id ? `id ${node.id.slice(0, 16)}…` : 'down');
  document.getElementById('node-id').title = node?.id ?? '';
  reconcile(document.getElementById('peers'), peers, (peer) => `${address} ${peer.peerId}`,
    () => newPeer(onWhy), (line, peer) => updatePeer(line, peer, model, short));
  document.getElementById('peers-empty').hidden = peers.length > 0;
  const drops = node ? Model.drops([node]) : [];
  const most = drops[0]?.[1] ?? 1;
  reconcile(document.getElementById('drops'), drops, ([reason]) => reason,
    () => element('li', {}, element('span'), element('span', { class: 'number' }), element('progress', { 'aria-hidden': 'true' })),
    (line, [reason, number]) => {
      setText(line.children[0], visible(reason, 80));
      setText(line.children[1], count(number));
      line.children[2].max = most;
      line.children[2].value = number;
    });
  document.getElementById('drops-empty').hidden = drops.length > 0;
}

function newPeer(onWhy) {
  const line = row('', 'wide', 'number', 'number', 'number wide', '');
  const why = element('button', { type: 'button', class: 'why' }, 'Why?');
  why.addEventListener('click', () => onWhy(line.peer));
  line.cells[5].append(element('span', { class: 'standing' }), why);
  return line;
}

function updatePeer(line, peer, model, short) {
  line.peer = peer;
  cells(line, [
    visible(short(model.keyOf(peer)), 80),
    peer.direction === 'outbound' ? 'this node' : 'the peer',
    micros(peer.roundTripMicros),
    loss(peer.datagramsLost, peer.datagramsExpected),
    peer.datagramBytes ? `${count(peer.datagramBytes)} B` : '–',
  ]);
  const [mark, name] = STANDINGS[peer.standing] ?? ['?', peer.standing];
  const standing = line.querySelector('.standing');
  standing.dataset.standing = peer.standing;
  setText(standing, `${mark} ${visible(name, 40)}`);
  line.querySelector('.why').setAttribute('aria-label', `Why has ${visible(short(peer.peer), 80)} this standing?`);
}

/** Shows why a node has its standing. */
export function showWhy(dialog, asked, about, answer) {
  const part = (name) => document.getElementById(`why-${name}`);
  setText(part('title'), `What ${visible(asked, 80)} thinks of ${visible(about, 80)}`);
  const [mark, name] = STANDINGS[answer.standing] ?? ['?', String(answer.standing)];
  setText(part('summary'), `${mark} Standing: ${visible(name, 40)}`);
  const terms = answer.explanations ?? [];
  part('terms').replaceChildren(...terms.map((each) => element('tr', {},
    element('td', {}, element('bdi', {}, visible(each.term, 80))),
    element('td', { class: 'number' }, each.value === undefined ? '–' : count(Math.round(each.value * 10) / 10)),
    element('td', {}, element('bdi', {}, visible(each.detail))))));
  part('empty').hidden = terms.length > 0;
  setText(part('empty'), 'No spam control of this node keeps a score. Start it with spam.reputation to get one.');
  dialog.querySelector('.scroll').hidden = terms.length === 0;
  if (!dialog.open) {
    dialog.showModal();
  }
}

// ---- all links and events --------------------------------------------------------------------

export function showLinks(model, short) {
  reconcile(document.getElementById('links'), model.links(), (link) => link.key,
    () => row('', 'number', 'number'),
    (line, link) => {
      const [a, b] = link.ends;
      const times = [link.at[a], link.at[b]].map((end) => end?.roundTripMicros).filter((time) => time !== undefined);
      const at = (end) => (link.at[end] ? loss(link.at[end].datagramsLost, link.at[end].datagramsExpected) : '–');
      cells(line, [`${visible(short(a), 80)} – ${visible(short(b), 80)}`,
        micros(times.length > 0 ? Math.min(...times) : undefined), `${at(b)} / ${at(a)}`]);
    });
}

export function showEvents(model, short) {
  const latest = model.events.slice(0, 40);
  reconcile(document.getElementById('events'), latest, (event) => String(event.number),
    (event) => element('li', {},
      element('time', { datetime: event.time }, event.time.slice(11, 19)),
      element('span'),
      element('bdi')),
    (line, event) => {
      setText(line.children[1], visible(short(event.node), 80));
      setText(line.children[2], describe(event, short));
    });
}

function describe(event, short) {
  const peer = event.peer ? ` ${short(event.peer)}` : '';
  const reason = event.reason ?? event.rule;
  const names = { 'peer-up': 'peer up', 'peer-down': 'peer down', 'peer-moved': 'peer moved' };
  return visible(`${names[event.event] ?? event.event}${peer}${reason ? `: ${reason}` : ''}`, 300);
}
