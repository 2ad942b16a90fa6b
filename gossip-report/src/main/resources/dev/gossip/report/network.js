'use strict';
/* The network, and how the chosen message spreads in it. */
const network = (() => {
  const { el, svg, colour, ramp, drawn, millis, count, percent } = page;
  const STEPS = 24;
  const PLAY_MILLIS = 7000;
  /* From here on nodes are squares, drawn pixel by pixel. */
  const MANY = 2500;

  /** Unpacks a message: for each node when it got it (in us, -1 if never), from whom, after how many hops. */
  const unpack = (net, message) => {
    if (message.time) return message;
    const size = net.count;
    const time = new Float64Array(size).fill(-1);
    const parent = new Int32Array(size).fill(-1);
    const angle = new Float64Array(size);
    const hop = new Int32Array(size).fill(-1);
    const list = message.deliveries;
    const order = [];
    for (let i = 0; i < list.length; i += 4) {
      time[list[i]] = list[i + 2];
      parent[list[i]] = list[i + 1];
      angle[list[i]] = (list[i + 3] / 1800) * Math.PI;
      order.push(list[i]);
    }
    if (message.origin >= 0) {
      time[message.origin] = 0;
      hop[message.origin] = 0;
    }
    let last = 1;
    let hops = 1;
    for (const node of order) {
      // Nodes that run at once may report their deliveries in another order than that of time.
      const way = [];
      for (let at = node; hop[at] < 0 && parent[at] >= 0 && way.length <= order.length; at = parent[at]) way.push(at);
      let from = way.length ? parent[way[way.length - 1]] : -1;
      while (way.length) {
        const at = way.pop();
        hop[at] = Math.max(0, hop[from]) + 1;
        from = at;
      }
      if (hop[node] < 0) hop[node] = 1;
      hops = Math.max(hops, hop[node]);
      last = Math.max(last, time[node]);
    }
    order.sort((a, b) => time[a] - time[b] || hop[a] - hop[b] || a - b);
    let end = last;
    const copies = message.copies || [];
    for (let i = 0; i < copies.length; i += 4) end = Math.max(end, copies[i + 3]);
    return Object.assign(message, { time, parent, angle, hop, order, hops, last, end, times: order.map(node => time[node]) });
  };

  const positions = (net, message, layout) => {
    if (layout === 'force') return net.force;
    const xy = new Float64Array(net.count * 2);
    for (let node = 0; node < net.count; node++) {
      const reached = message.time[node] >= 0;
      const far = layout === 'hops' ? message.hop[node] / message.hops : Math.sqrt(message.time[node] / message.last);
      const radius = reached ? 470 * far : 500;
      xy[2 * node] = 500 + radius * Math.cos(message.angle[node]);
      xy[2 * node + 1] = 500 + radius * Math.sin(message.angle[node]);
    }
    return xy;
  };

  const legend = (net, message) => {
    const item = (shape, text) => el('li', {}, svg('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true' }, shape), text);
    const at = (tag, props) => svg(tag, Object.assign({ fill: 'none', stroke: colour('ink'), 'stroke-width': 2 }, props));
    const bar = el('div', { className: 'ramp', 'aria-hidden': 'true' });
    bar.style.background = 'linear-gradient(90deg,' + [0, .25, .5, .75, 1].map(ramp).join(',') + ')';
    return el('div', {},
      el('h3', {}, 'Colours'), bar,
      el('div', { className: 'ends' }, el('span', {}, 'first'), el('span', {}, message.order.length ? 'after ' + millis(message.last / 1000) : 'last')),
      el('ul', { className: 'legend' },
        item(at('circle', { cx: 8, cy: 8, r: 6 }), 'origin (with a ring)'),
        item(svg('circle', { cx: 8, cy: 8, r: 5, fill: colour('unreached') }), 'without the message'),
        net.hostile.length ? item(svg('path', { d: 'M8 2 L14 13 L2 13 Z', fill: colour('bad') }), 'attacker') : null,
        net.spies.length ? item(at('rect', { x: 3, y: 3, width: 10, height: 10 }), 'spy') : null,
        net.linksNotUp.length ? item(svg('path', { d: 'M1 8 L15 8', stroke: colour('bad'), 'stroke-width': 2, 'stroke-dasharray': '4 2' }), 'a link that is not up at the end') : null,
        net.down.length ? item(at('path', { d: 'M3 3 L13 13 M13 3 L3 13' }), 'down at the end') : null,
        message.copies ? item(svg('circle', { cx: 8, cy: 8, r: 3, fill: colour('bad') }), 'a copy on its way') : null));
  };

  class Stage {
    constructor(net, canvas, onSelect) {
      Object.assign(this, { net, canvas, onSelect, layout: 'force', selected: -1, at: 0, playing: false, speed: 1 });
      this.lines = document.createElement('canvas');
      this.base = document.createElement('canvas');
      this.many = net.count > MANY && raster.fits;
      if (this.many) this.raster = new raster.Raster();
      this.flags = new Uint8Array(net.count);
      net.hostile.forEach(node => { this.flags[node] |= 1; });
      net.spies.forEach(node => { this.flags[node] |= 2; });
      net.down.forEach(node => { this.flags[node] |= 4; });
      this.view = { zoom: 1, x: 0, y: 0 };
      this.pointer();
      new ResizeObserver(() => this.refresh()).observe(canvas);
    }

    show(message) {
      this.message = unpack(this.net, message);
      this.selected = -1;
      this.at = this.message.end;
      this.place();
    }

    place() {
      this.xy = positions(this.net, this.message, this.layout);
      const nodes = Array.from({ length: this.net.count }, (none, i) => i);
      this.tree = d3.quadtree(nodes, node => this.xy[2 * node], node => this.xy[2 * node + 1]);
      this.refresh();
    }

    /** From the coordinates of the layout to pixels. */
    scale() {
      const { width, height } = this.canvas;
      const k = (Math.min(width, height) * 0.93 * this.view.zoom) / 1000;
      return { k, x: width / 2 - 500 * k + this.view.x * this.dots, y: height / 2 - 500 * k + this.view.y * this.dots };
    }

    refresh() {
      this.dots = window.devicePixelRatio || 1;
      const width = Math.max(1, Math.round(this.canvas.clientWidth * this.dots));
      const height = Math.max(1, Math.round(this.canvas.clientHeight * this.dots));
      if (this.canvas.width !== width || this.canvas.height !== height) {
        this.canvas.width = width;
        this.canvas.height = height;
      }
      if (this.message) {
        this.drawLinks();
        this.draw();
      }
    }

    drawLinks() {
      this.lines.width = this.canvas.width;
      this.lines.height = this.canvas.height;
      const pen = this.lines.getContext('2d', { willReadFrequently: this.many });
      if (this.many) {
        pen.fillStyle = colour('back');
        pen.fillRect(0, 0, this.lines.width, this.lines.height);
      }
      this.linksOn(pen);
      if (this.many) this.raster.background(this.lines);
    }

    linksOn(pen) {
      const { k, x, y } = this.scale();
      const { links } = this.net;
      if (this.layout !== 'force') {
        this.rings(pen, k, x, y);
        return;
      }
      pen.strokeStyle = colour('link');
      pen.globalAlpha = links.length / 6 > 3000 ? 0.35 : 1;
      pen.lineWidth = (links.length / 6 > 3000 ? 0.5 : 1) * this.dots;
      pen.beginPath();
      for (let i = 0; i < links.length; i += 6) {
        pen.moveTo(this.xy[2 * links[i]] * k + x, this.xy[2 * links[i] + 1] * k + y);
        pen.lineTo(this.xy[2 * links[i + 1]] * k + x, this.xy[2 * links[i + 1] + 1] * k + y);
      }
      pen.stroke();
    }

    rings(pen, k, x, y) {
      const hops = this.layout === 'hops';
      const rings = hops ? this.message.hops : 4;
      pen.strokeStyle = colour('line');
      pen.fillStyle = colour('soft');
      pen.lineWidth = this.dots;
      pen.font = 11 * this.dots + 'px system-ui, sans-serif';
      for (let i = 1; i <= rings; i++) {
        pen.beginPath();
        pen.arc(500 * k + x, 500 * k + y, (470 * k * i) / rings, 0, 2 * Math.PI);
        pen.stroke();
        const text = hops ? String(i) : millis(((i / rings) ** 2 * this.message.last) / 1000);
        pen.fillText(text, 500 * k + x + 3 * this.dots, 500 * k + y - (470 * k * i) / rings + 13 * this.dots);
      }
    }

    draw() {
      const pen = this.canvas.getContext('2d');
      const { k, x, y } = this.scale();
      const size = Math.max(1.3, Math.min(9, 105 / Math.sqrt(this.net.count))) * this.dots * Math.sqrt(this.view.zoom);
      // The nodes are painted again only if they look different: a click needs no more than marks.
      const look = [this.at, k, x, y, this.layout, this.message.number, this.canvas.width, this.canvas.height, page.dark()].join();
      const same = look === this.look;
      this.look = look;
      if (this.many) {
        if (!same) this.pixels(k, x, y, size);
        this.raster.show(pen);
        this.attackers(pen, k, x, y, size);
        this.marks(pen, k, x, y, size);
        return;
      }
      if (!same) {
        this.base.width = this.canvas.width;
        this.base.height = this.canvas.height;
        this.nodes(this.base.getContext('2d'), k, x, y, size);
      }
      pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
      pen.drawImage(this.base, 0, 0);
      this.marks(pen, k, x, y, size);
      this.copies(pen, k, x, y);
    }

    /** The nodes, their lines and the copies on their way, pixel by pixel. */
    pixels(k, x, y, size) {
      const { message, xy, at, dots, flags } = this;
      const { time, parent, order, last } = message;
      const colours = Uint32Array.from({ length: STEPS }, (none, step) => raster.pixel(ramp(step / STEPS)));
      const colourOf = node => colours[Math.min(STEPS - 1, Math.floor((time[node] / last) * STEPS))];
      const out = this.raster;
      out.begin();
      let reached = 0;
      for (; reached < order.length && time[order[reached]] <= at; reached++) {
        const node = order[reached];
        const from = parent[node];
        if (from >= 0) {
          out.line(xy[2 * from] * k + x, xy[2 * from + 1] * k + y, xy[2 * node] * k + x, xy[2 * node + 1] * k + y, colourOf(node), dots < 2);
        }
      }
      const waiting = raster.pixel(colour('unreached'));
      for (let node = 0; node < this.net.count; node++) {
        if (!(flags[node] & 1) && !(time[node] >= 0 && time[node] <= at)) out.dot(xy[2 * node] * k + x, xy[2 * node + 1] * k + y, size, waiting);
      }
      for (let i = 0; i < reached; i++) out.dot(xy[2 * order[i]] * k + x, xy[2 * order[i] + 1] * k + y, size, colourOf(order[i]));
      const origin = message.origin;
      if (origin >= 0) out.dot(xy[2 * origin] * k + x, xy[2 * origin + 1] * k + y, size, colours[0]);
      const bad = raster.pixel(colour('bad'));
      this.onTheWay((px, py) => out.dot(px * k + x, py * k + y, 1.5 * dots, bad));
    }

    attackers(pen, k, x, y, size) {
      pen.fillStyle = colour('bad');
      pen.beginPath();
      for (const node of this.net.hostile) this.triangle(pen, this.xy[2 * node] * k + x, this.xy[2 * node + 1] * k + y, size);
      pen.fill();
    }

    triangle(pen, nx, ny, size) {
      pen.moveTo(nx, ny - size * 1.3);
      pen.lineTo(nx + size * 1.2, ny + size);
      pen.lineTo(nx - size * 1.2, ny + size);
    }

    /** Calls for each copy that is on its way where it is now. */
    onTheWay(call) {
      const { message, xy, at } = this;
      const list = message.copies;
      if (!list || at >= message.end) return;
      for (let i = 0; i < list.length; i += 4) {
        const sent = list[i + 2];
        const arrives = list[i + 3];
        if (sent <= at && at < arrives) {
          const part = (at - sent) / Math.max(1, arrives - sent);
          call(xy[2 * list[i]] * (1 - part) + xy[2 * list[i + 1]] * part, xy[2 * list[i] + 1] * (1 - part) + xy[2 * list[i + 1] + 1] * part);
        }
      }
    }

    nodes(pen, k, x, y, size) {
      const { message, xy, at, dots } = this;
      pen.drawImage(this.lines, 0, 0);
      const waiting = [];
      const reached = Array.from({ length: STEPS }, () => []);
      for (let node = 0; node < this.net.count; node++) {
        const time = message.time[node];
        if (time < 0 || time > at) waiting.push(node);
        else reached[Math.min(STEPS - 1, Math.floor((time / message.last) * STEPS))].push(node);
      }
      pen.lineWidth = 1.6 * dots;
      reached.forEach((nodes, step) => {
        pen.strokeStyle = ramp(step / STEPS);
        pen.beginPath();
        for (const node of nodes) {
          const from = message.parent[node];
          if (from >= 0) {
            pen.moveTo(xy[2 * from] * k + x, xy[2 * from + 1] * k + y);
            pen.lineTo(xy[2 * node] * k + x, xy[2 * node + 1] * k + y);
          }
        }
        pen.stroke();
      });
      const dotsOf = (nodes, fill) => {
        pen.fillStyle = fill;
        pen.beginPath();
        for (const node of nodes) {
          const nx = xy[2 * node] * k + x;
          const ny = xy[2 * node + 1] * k + y;
          if (this.flags[node] & 1) {
            this.triangle(pen, nx, ny, size);
          } else {
            pen.moveTo(nx + size, ny);
            pen.arc(nx, ny, size, 0, 2 * Math.PI);
          }
        }
        pen.fill();
      };
      dotsOf(waiting.filter(node => !(this.flags[node] & 1)), colour('unreached'));
      reached.forEach((nodes, step) => dotsOf(nodes, ramp(step / STEPS)));
      dotsOf(this.net.hostile, colour('bad'));
    }

    /** Links that are not up at the end. */
    missing(pen, k, x, y) {
      const { xy, dots } = this;
      const list = this.net.linksNotUp;
      if (list.length === 0 || this.layout !== 'force') return;
      pen.strokeStyle = colour('bad');
      pen.lineWidth = 1.8 * dots;
      pen.setLineDash([6 * dots, 4 * dots]);
      pen.beginPath();
      for (let i = 0; i < list.length; i += 2) {
        pen.moveTo(xy[2 * list[i]] * k + x, xy[2 * list[i] + 1] * k + y);
        pen.lineTo(xy[2 * list[i + 1]] * k + x, xy[2 * list[i + 1] + 1] * k + y);
      }
      pen.stroke();
      pen.setLineDash([]);
    }

    marks(pen, k, x, y, size) {
      const { xy, dots, message } = this;
      this.missing(pen, k, x, y);
      pen.strokeStyle = colour('ink');
      pen.lineWidth = 1.5 * dots;
      for (let node = 0; node < this.net.count; node++) {
        const nx = xy[2 * node] * k + x;
        const ny = xy[2 * node + 1] * k + y;
        if (this.flags[node] & 2) pen.strokeRect(nx - size - 1, ny - size - 1, 2 * size + 2, 2 * size + 2);
        if (this.flags[node] & 4) {
          pen.beginPath();
          pen.moveTo(nx - size, ny - size);
          pen.lineTo(nx + size, ny + size);
          pen.moveTo(nx + size, ny - size);
          pen.lineTo(nx - size, ny + size);
          pen.stroke();
        }
      }
      const ring = (node, radius, width) => {
        pen.lineWidth = width * dots;
        pen.beginPath();
        pen.arc(xy[2 * node] * k + x, xy[2 * node + 1] * k + y, radius, 0, 2 * Math.PI);
        pen.stroke();
      };
      if (message.origin >= 0) ring(message.origin, Math.max(size + 4 * dots, 6 * dots), 2);
      if (this.selected >= 0) {
        const path = this.path(this.selected);
        pen.lineWidth = 3 * dots;
        pen.beginPath();
        path.forEach((node, i) => pen[i ? 'lineTo' : 'moveTo'](xy[2 * node] * k + x, xy[2 * node + 1] * k + y));
        pen.stroke();
        ring(this.selected, Math.max(size + 6 * dots, 9 * dots), 3);
      }
    }

    copies(pen, k, x, y) {
      const { dots } = this;
      pen.fillStyle = colour('bad');
      pen.beginPath();
      this.onTheWay((px, py) => {
        pen.moveTo(px * k + x + 2.2 * dots, py * k + y);
        pen.arc(px * k + x, py * k + y, 2.2 * dots, 0, 2 * Math.PI);
      });
      pen.fill();
    }

    /** The nodes from a node back to the origin. */
    path(node) {
      const path = [node];
      while (this.message.parent[path[path.length - 1]] >= 0 && path.length < 200) {
        path.push(this.message.parent[path[path.length - 1]]);
      }
      return path;
    }

    select(node) {
      this.selected = node;
      this.draw();
      this.onSelect(node);
    }

    zoom(factor) {
      this.view.zoom = Math.min(40, Math.max(1, this.view.zoom * factor));
      if (this.view.zoom === 1) Object.assign(this.view, { x: 0, y: 0 });
      else Object.assign(this.view, { x: this.view.x * factor, y: this.view.y * factor });
      this.refresh();
    }

    pointer() {
      let drag = null;
      this.canvas.addEventListener('pointerdown', event => {
        drag = { x: event.clientX, y: event.clientY, moved: 0 };
        this.canvas.setPointerCapture(event.pointerId);
      });
      this.canvas.addEventListener('pointermove', event => {
        if (!drag) return;
        const dx = event.clientX - drag.x;
        const dy = event.clientY - drag.y;
        drag = { x: event.clientX, y: event.clientY, moved: drag.moved + Math.abs(dx) + Math.abs(dy) };
        if (drag.moved > 4 && this.view.zoom > 1) {
          this.view.x += dx;
          this.view.y += dy;
          this.refresh();
        }
      });
      this.canvas.addEventListener('pointerup', event => {
        if (drag && drag.moved <= 4) {
          const box = this.canvas.getBoundingClientRect();
          const { k, x, y } = this.scale();
          const found = this.tree.find(((event.clientX - box.left) * this.dots - x) / k,
            ((event.clientY - box.top) * this.dots - y) / k, (24 * this.dots) / k);
          this.select(found === undefined ? -1 : found);
        }
        drag = null;
      });
      this.canvas.addEventListener('wheel', event => {
        if (event.ctrlKey || this.view.zoom > 1) {
          event.preventDefault();
          this.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2);
        }
      }, { passive: false });
      this.canvas.addEventListener('keydown', event => this.key(event));
    }

    key(event) {
      const order = [this.message.origin].concat(this.message.order);
      const at = order.indexOf(this.selected);
      const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: order.length - 1 }[event.key];
      if (to !== undefined) this.select(order[Math.max(0, Math.min(order.length - 1, to))]);
      else if (event.key === '+') this.zoom(1.4);
      else if (event.key === '-') this.zoom(1 / 1.4);
      else if (event.key === 'Escape') this.select(-1);
      else return;
      event.preventDefault();
    }

    reached() {
      let low = 0;
      for (const time of this.message.times) {
        if (time > this.at) break;
        low++;
      }
      return low + (this.message.origin >= 0 ? 1 : 0);
    }
  }

  /** Plays from now to the end; tells how far it is. */
  const play = (stage, moved) => {
    let before = null;
    stage.playing = true;
    const step = now => {
      if (!stage.playing) return;
      if (before !== null) stage.at += ((now - before) / PLAY_MILLIS) * stage.message.end * stage.speed;
      before = now;
      if (stage.at >= stage.message.end) {
        stage.at = stage.message.end;
        stage.playing = false;
      }
      stage.draw();
      moved();
      if (stage.playing) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  };

  return { Stage, unpack, legend, play };
})();
