// The picture of the network: nodes, links, and messages that move along the links.

import { fit, place } from './layout.js';
import { setText, visible } from './text.js';

const SVG = 'http://www.w3.org/2000/svg';
const HOP_MILLIS = 550;
const GLOW_MILLIS = 900;
const MOVE_MILLIS = 400;
// Nodes report on threads of their own, so a delivery may be reported before the one it follows.
const LATE_MILLIS = 500;
const RADIUS = 11;
const MAX_OUTSIDE = 60;
const MAX_MOVING = 400;

function svg(name, attributes, parent) {
  const made = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  parent.append(made);
  return made;
}

/** Draws a network into an SVG element. */
export class Graph {
  #root;
  #onSelect;
  #lines;
  #dots;
  #circles;
  #nodes = new Map();
  #links = new Map();
  #positions = new Map();
  #signature = '';
  #size = { width: 0, height: 0 };
  #moving = [];
  #glows = new Map();
  #arrivals = new Map();
  #early = new Map();
  #running = false;
  #still = matchMedia('(prefers-reduced-motion: reduce)');

  /**
   * @param root the SVG element
   * @param onSelect called with the address of a node that the user chooses
   */
  constructor(root, onSelect) {
    this.#root = root;
    this.#onSelect = onSelect;
    this.#lines = svg('g', { class: 'lines' }, root);
    this.#circles = svg('g', { class: 'nodes' }, root);
    this.#dots = svg('g', { class: 'dots' }, root);
    new ResizeObserver(() => this.#resize()).observe(root);
  }

  /** Takes a network; returns how many nodes elsewhere it leaves out. */
  show(model, selected, short) {
    const outside = model.outside();
    const shown = new Set([...model.nodes.keys(), ...outside.slice(0, MAX_OUTSIDE)]);
    const links = model.links().filter((link) => link.ends.every((end) => shown.has(end)));
    const signature = JSON.stringify([[...shown], links.map((link) => link.key)]);
    this.#reconcile(this.#links, links.map((link) => link.key), () => svg('line', {}, this.#lines));
    this.#reconcile(this.#nodes, [...shown], (key) => this.#newNode(key, model.nodes.has(key)));
    for (const link of links) {
      this.#links.get(link.key).dataset.ends = JSON.stringify(link.ends);
    }
    for (const key of shown) {
      this.#describe(key, model, selected, short);
    }
    if (signature !== this.#signature) {
      this.#signature = signature;
      const before = new Map([...this.#positions].filter(([key]) => shown.has(key)));
      this.#positions = place([...shown], links.map((link) => link.ends), before.size === shown.size ? before : new Map());
      this.#layOut();
    }
    return outside.length - Math.min(outside.length, MAX_OUTSIDE);
  }

  #reconcile(elements, keys, make) {
    const wanted = new Set(keys);
    for (const [key, old] of elements) {
      if (!wanted.has(key)) {
        old.remove();
        elements.delete(key);
      }
    }
    for (const key of keys) {
      if (!elements.has(key)) {
        elements.set(key, make(key));
      }
    }
  }

  #newNode(key, served) {
    const group = svg('g', {}, this.#circles);
    svg('circle', { class: 'glow', r: RADIUS, opacity: 0 }, group);
    svg('circle', { class: 'ring', r: RADIUS + 5 }, group);
    svg('circle', { class: 'body', r: RADIUS }, group);
    svg('text', { y: RADIUS + 19 }, group);
    if (served) {
      group.setAttribute('tabindex', '0');
      group.setAttribute('role', 'button');
      group.addEventListener('click', () => this.#onSelect(key));
      group.addEventListener('keydown', (event) => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          this.#onSelect(key);
        }
      });
    }
    return group;
  }

  #describe(key, model, selected, short) {
    const group = this.#nodes.get(key);
    const node = model.nodes.get(key);
    const state = node === undefined ? 'outside' : node.up ? 'up' : 'down';
    const label = visible(short(key), 40) + (state === 'down' ? ' (down)' : '');
    group.dataset.state = state;
    group.dataset.node = key;
    setText(group.querySelector('text'), label);
    if (node !== undefined) {
      group.setAttribute('aria-pressed', String(key === selected));
      const links = node.peers.length === 1 ? '1 peer' : `${node.peers.length} peers`;
      group.setAttribute('aria-label', `Node ${visible(short(key), 40)}, ${state}, ${links}`);
    }
  }

  #resize() {
    const width = this.#root.clientWidth;
    const height = this.#root.clientHeight;
    if (width > 0 && (width !== this.#size.width || height !== this.#size.height)) {
      this.#size = { width, height };
      this.#root.setAttribute('viewBox', `0 0 ${width} ${height}`);
      this.#layOut();
    }
  }

  #layOut() {
    if (this.#size.width === 0 || this.#positions.size === 0) {
      return;
    }
    const fitted = fit(this.#positions, this.#size.width, this.#size.height, 44);
    const now = performance.now();
    for (const [key, group] of this.#nodes) {
      const target = fitted.get(key);
      const from = group.at ?? target;
      group.move = { from, target, began: this.#still.matches ? now - MOVE_MILLIS : now };
    }
    this.#start();
  }

  /** Shows that a node published a message. */
  published(message) {
    this.#arrive(message.id, message.origin, performance.now(), message.colour);
    this.#start();
  }

  /** Shows how a message travels to a node from one of its peers. */
  delivered(message, node, from) {
    const before = `${message.id} ${from}`;
    if (this.#arrivals.has(before) || this.#nodes.get(from)?.getAttribute('role') !== 'button') {
      this.#travel(message, node, from);
      return;
    }
    const travel = () => this.#travel(message, node, from);
    this.#early.set(before, [...(this.#early.get(before) ?? []), travel]);
    setTimeout(() => this.#release(before), LATE_MILLIS);
  }

  #release(before) {
    const waiting = this.#early.get(before) ?? [];
    this.#early.delete(before);
    waiting.forEach((travel) => travel());
  }

  #travel(message, node, from) {
    const now = performance.now();
    const colour = message.colour;
    // Real hops take less than a millisecond; here each starts when the one before has ended.
    const began = Math.max(now, this.#arrivals.get(`${message.id} ${from}`) ?? now);
    if (this.#still.matches || this.#moving.length >= MAX_MOVING || !this.#nodes.has(from)) {
      this.#arrive(message.id, node, now, colour);
    } else {
      const ends = began + HOP_MILLIS;
      this.#arrive(message.id, node, ends, colour);
      const dot = svg('circle', { r: 6, class: `dot c${colour}`, visibility: 'hidden' }, this.#dots);
      this.#moving.push({ dot, from, to: node, began, ends });
    }
    this.#start();
  }

  #arrive(id, node, at, colour) {
    this.#arrivals.set(`${id} ${node}`, at);
    if (this.#arrivals.size > 4 * MAX_MOVING) {
      this.#arrivals.delete(this.#arrivals.keys().next().value);
    }
    const glows = this.#glows.get(node) ?? [];
    glows.push({ at, colour });
    this.#glows.set(node, glows);
    this.#release(`${id} ${node}`);
  }

  #start() {
    if (!this.#running) {
      this.#running = true;
      requestAnimationFrame((now) => this.#frame(now));
    }
  }

  #frame(now) {
    const busy = [this.#moveNodes(now), this.#moveDots(now), this.#glow(now)].some(Boolean);
    if (busy) {
      requestAnimationFrame((next) => this.#frame(next));
    } else {
      this.#running = false;
    }
  }

  #moveNodes(now) {
    let busy = false;
    for (const group of this.#nodes.values()) {
      if (group.move !== undefined) {
        const { from, target, began } = group.move;
        const t = Math.min(1, Math.max(0, (now - began) / MOVE_MILLIS));
        const eased = t * t * (3 - 2 * t);
        group.at = {
          x: from.x + (target.x - from.x) * eased,
          y: from.y + (target.y - from.y) * eased,
        };
        group.setAttribute('transform', `translate(${group.at.x.toFixed(1)} ${group.at.y.toFixed(1)})`);
        group.move = t < 1 ? group.move : undefined;
        busy ||= t < 1;
      }
    }
    for (const line of this.#links.values()) {
      const [a, b] = JSON.parse(line.dataset.ends).map((end) => this.#nodes.get(end)?.at);
      if (a !== undefined && b !== undefined) {
        line.setAttribute('x1', a.x.toFixed(1));
        line.setAttribute('y1', a.y.toFixed(1));
        line.setAttribute('x2', b.x.toFixed(1));
        line.setAttribute('y2', b.y.toFixed(1));
      }
    }
    return busy;
  }

  #moveDots(now) {
    this.#moving = this.#moving.filter((move) => {
      const a = this.#nodes.get(move.from)?.at;
      const b = this.#nodes.get(move.to)?.at;
      if (now >= move.ends || a === undefined || b === undefined) {
        move.dot.remove();
        return false;
      }
      if (now >= move.began) {
        const t = (now - move.began) / (move.ends - move.began);
        const eased = t * t * (3 - 2 * t);
        move.dot.setAttribute('cx', (a.x + (b.x - a.x) * eased).toFixed(1));
        move.dot.setAttribute('cy', (a.y + (b.y - a.y) * eased).toFixed(1));
        move.dot.setAttribute('visibility', 'visible');
      }
      return true;
    });
    return this.#moving.length > 0;
  }

  #glow(now) {
    for (const [key, glows] of this.#glows) {
      const left = glows.filter((glow) => now < glow.at + GLOW_MILLIS);
      const circle = this.#nodes.get(key)?.querySelector('.glow');
      const shown = left.filter((glow) => now >= glow.at).at(-1);
      if (circle) {
        const t = shown ? (now - shown.at) / GLOW_MILLIS : 1;
        circle.setAttribute('r', (RADIUS + 22 * Math.sqrt(t)).toFixed(1));
        circle.setAttribute('opacity', (0.55 * (1 - t)).toFixed(2));
        circle.setAttribute('class', `glow c${shown?.colour ?? 0}`);
      }
      if (left.length === 0) {
        this.#glows.delete(key);
      } else {
        this.#glows.set(key, left);
      }
    }
    return this.#glows.size > 0;
  }
}
