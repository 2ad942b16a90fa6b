'use strict';
/* Means with confidence intervals over one parameter: dots with bars, joined by lines where the parameter is a number. */
const plot = (() => {
  const { el, svg, colour, series, dashes } = page;
  const HEIGHT = 264;
  const TOP = 12;
  const RIGHT = 14;
  const LEFT = 62;
  const NEAR = 28;
  const SHARE = /coverage$|recall$|precision$/;

  const SHAPES = [
    'M-4.5,0a4.5,4.5 0 1,0 9,0a4.5,4.5 0 1,0 -9,0Z', 'M-4,-4h8v8h-8Z', 'M0,-5.2L5,4H-5Z',
    'M0,-5.6L5.6,0L0,5.6L-5.6,0Z', 'M0,5.2L5,-4H-5Z', 'M-5,-2h3v-3h4v3h3v4h-3v3h-4v-3h-3Z',
  ];

  /** The mark of a series: its colour and shape; after six, hollow ones. */
  const mark = (slot, x, y) => svg('path', { d: SHAPES[slot % 6], transform: `translate(${x},${y})`,
    fill: slot < 6 ? series(slot) : colour('panel'), stroke: series(slot), 'stroke-width': slot < 6 ? 1 : 2 });

  /** A small picture of a series for a legend. */
  const swatch = slot => svg('svg', { viewBox: '0 0 28 14', width: 28, height: 14, 'aria-hidden': 'true', class: 'swatch' },
    svg('line', { x1: 0, x2: 28, y1: 7, y2: 7, stroke: series(slot), 'stroke-width': 2, 'stroke-dasharray': dashes(slot).join(' ') || 'none' }),
    mark(slot, 14, 7));

  /** Round numbers from at most the lowest value to at least the highest. */
  const linear = (low, high) => {
    const rough = (high - low) / 5;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map(factor => factor * power).find(size => size >= rough * 0.999);
    const first = Math.floor(low / step + 1e-9);
    const last = Math.ceil(high / step - 1e-9);
    return Array.from({ length: last - first + 1 }, (none, i) => (first + i) * step);
  };

  /** Powers of ten, and between them as many as there is room for. */
  const logarithmic = (low, high) => {
    const decades = Math.log10(high / low);
    const between = decades > 3 ? [1] : decades > 1.2 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 8];
    const all = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
      between.forEach(factor => all.push(factor * 10 ** power));
    }
    const from = all.filter(value => value <= low * 1.0001).pop();
    const to = all.find(value => value >= high * 0.9999);
    const kept = all.filter(value => value >= from && value <= to);
    const step = Math.ceil(kept.length / 8);
    return kept.filter((value, i) => i % step === 0 || i === kept.length - 1);
  };

  /** The vertical axis: ticks, and from a value to a share of its height. */
  const vertical = (path, points, log) => {
    let low = Math.min(...points.map(p => p.mean - (p.error || 0)));
    let high = Math.max(...points.map(p => p.mean + (p.error || 0)));
    const least = Math.min(...points.map(p => p.mean));
    if (log && least > 0) {
      low = Math.max(low, least / 10);
      if (high / low < 1.05) {
        low /= 1.5;
        high *= 1.5;
      }
      const ticks = logarithmic(low, high);
      const [from, to] = [Math.log(ticks[0]), Math.log(ticks[ticks.length - 1])];
      return { ticks, has: value => value >= ticks[0], at: value => (Math.log(Math.max(value, ticks[0])) - from) / (to - from), log: true };
    }
    // No figure that is never negative goes below zero, nor a share above one; an interval may.
    // A difference of a few per cent would not be seen from zero; one of half can be.
    if (least >= 0 && low < high / 2) low = 0;
    if (SHARE.test(path)) high = Math.min(high, 1);
    if (high - low < Math.abs(high) * 1e-6 || high === low) {
      [low, high] = SHARE.test(path) ? [0, 1] : high === 0 ? [0, 1] : [Math.min(0, high * 1.25), Math.max(0, high * 1.25)];
    }
    const ticks = linear(low, high);
    const [from, to] = [ticks[0], ticks[ticks.length - 1]];
    return { ticks, has: value => value >= from && value <= to, at: value => Math.min(1, Math.max(0, (value - from) / (to - from))), log: false };
  };

  /** Which of the places have room for their text. */
  const roomy = (places, texts, size) => {
    let end = -Infinity;
    return places.map((at, i) => {
      const half = Math.min(texts[i].length, 22) * size * 0.3;
      if (at - half < end) return false;
      end = at + half + 8;
      return true;
    });
  };

  const short = text => (text.length > 22 ? text.slice(0, 21) + '\u2026' : text);

  class Plot {
    /** The listener gets the chosen point, or null. */
    constructor(path, onPoint) {
      Object.assign(this, { path, onPoint, chosen: null, points: [], places: [] });
      this.host = el('div', { className: 'chart plot' });
      this.unit = el('span', { className: 'soft' });
      let width = 0;
      new ResizeObserver(() => {
        if (this.model && this.host.clientWidth !== width) {
          width = this.host.clientWidth;
          this.draw();
        }
      }).observe(this.host);
    }

    /**
     * Shows a model: x {name, texts, at: share of the width for each value, joined}, log, lines of
     * {name, slot, points of {x, mean, error, count, row}}.
     */
    show(model) {
      this.model = model;
      this.chosen = null;
      this.draw();
    }

    draw() {
      const { model, path } = this;
      const width = Math.max(250, this.host.clientWidth || 560);
      const points = model.lines.flatMap(line => line.points);
      this.host.replaceChildren();
      this.places = [];
      if (points.length === 0) {
        this.unit.textContent = '';
        this.host.append(el('p', { className: 'soft empty' }, 'No run of this choice has this figure.'));
        return;
      }
      const axis = vertical(path, points, model.log);
      const unit = figures.unit(path, Math.max(...axis.ticks.map(Math.abs)));
      this.unit.textContent = [unit.name ? 'in ' + unit.name : path === 'rmr' ? 'copies per delivery, minus 1' : '', axis.log ? 'logarithmic' : ''].filter(text => text).join(', ');
      const inside = width - LEFT - RIGHT;
      const slots = model.lines.length;
      const gap = Math.min(7, (model.joined ? 14 : inside / model.x.texts.length / 2) / Math.max(1, slots - 1));
      const margin = Math.min(inside / 4, 16 + (gap * (slots - 1)) / 2);
      const base = HEIGHT - 42;
      const x = at => LEFT + margin + at * (inside - 2 * margin);
      const y = value => base - axis.at(value) * (base - TOP);
      const picture = svg('svg', { class: 'draw', width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, role: 'img', tabindex: 0,
        'aria-label': figures.label(path) + ' over ' + (model.x.name || 'nothing') + '. Arrow keys go from point to point; the table below has the values.' });
      this.axes(picture, axis, unit, { x, y, base, width });
      model.lines.forEach((line, i) => this.line(picture, line, (i - (slots - 1) / 2) * gap, x, y, axis));
      this.ring = svg('circle', { r: 9, fill: 'none', stroke: colour('ink'), 'stroke-width': 2, visibility: 'hidden' });
      picture.append(this.ring);
      this.listen(picture);
      this.host.append(picture);
    }

    axes(picture, axis, unit, { x, y, base, width }) {
      const { model } = this;
      const digits = Math.max(0, ...axis.ticks.map(value => (String(Number((value / unit.by).toPrecision(6))).split('.')[1] || '').length));
      axis.ticks.forEach(value => {
        const text = (value / unit.by).toLocaleString('en', axis.log ? { maximumSignificantDigits: 3 }
          : { minimumFractionDigits: digits, maximumFractionDigits: digits });
        picture.append(svg('line', { x1: LEFT, x2: width - RIGHT, y1: y(value), y2: y(value), stroke: colour('line') }),
          svg('text', { x: LEFT - 8, y: y(value) + 4, 'text-anchor': 'end' }, text));
      });
      const places = model.x.at.map(x);
      const shown = roomy(places, model.x.texts, 11);
      places.forEach((place, i) => {
        picture.append(svg('line', { x1: place, x2: place, y1: base, y2: base + 4, stroke: colour('soft') }));
        if (shown[i]) {
          picture.append(svg('text', { x: place, y: base + 17, 'text-anchor': 'middle' }, short(model.x.texts[i])));
        }
      });
      picture.append(svg('line', { x1: LEFT, x2: width - RIGHT, y1: base, y2: base, stroke: colour('soft') }),
        svg('text', { x: (LEFT + width - RIGHT) / 2, y: HEIGHT - 6, 'text-anchor': 'middle', class: 'name' },
          model.x.name + (model.x.log ? ' (logarithmic)' : '')));
    }

    line(picture, line, shift, x, y, axis) {
      const at = line.points.map(point => ({ px: x(this.model.x.at[point.x]) + shift, py: y(point.mean), point, line }));
      if (this.model.joined && at.length > 1) {
        picture.append(svg('path', { d: 'M' + at.map(({ px, py }) => px.toFixed(1) + ',' + py.toFixed(1)).join('L'), fill: 'none',
          stroke: series(line.slot), 'stroke-width': 1.8, 'stroke-dasharray': dashes(line.slot).join(' ') || 'none' }));
      }
      const bars = at.filter(({ point }) => point.error > 0).map(({ px, point }) => {
        const ends = [point.mean - point.error, point.mean + point.error];
        const [low, high] = ends.map(y);
        // An end that the axis cuts off has no cap.
        return `M${px.toFixed(1)},${low.toFixed(1)}V${high.toFixed(1)}` + ends.filter(axis.has).map(end => `M${(px - 4).toFixed(1)},${y(end).toFixed(1)}h8`).join('');
      });
      picture.append(svg('path', { d: bars.join('') || 'M0,0', fill: 'none', stroke: series(line.slot), 'stroke-width': 1.4 }));
      at.forEach(({ px, py }) => picture.append(mark(line.slot, px.toFixed(1), py.toFixed(1))));
      this.places.push(...at);
    }

    choose(place) {
      this.chosen = place;
      this.ring.setAttribute('visibility', place ? 'visible' : 'hidden');
      if (place) {
        this.ring.setAttribute('cx', place.px);
        this.ring.setAttribute('cy', place.py);
      }
      this.onPoint(place && place.point, place && place.line);
    }

    nearest(event, picture) {
      const box = picture.getBoundingClientRect();
      let best = null;
      let least = NEAR;
      for (const place of this.places) {
        const far = Math.hypot(event.clientX - box.left - place.px, event.clientY - box.top - place.py);
        if (far < least) [best, least] = [place, far];
      }
      return best;
    }

    listen(picture) {
      const at = event => {
        const found = this.nearest(event, picture);
        if (found !== this.chosen) this.choose(found);
      };
      picture.addEventListener('pointermove', at);
      picture.addEventListener('pointerdown', at);
      picture.addEventListener('keydown', event => {
        const { lines } = this.model;
        const line = this.chosen ? lines.indexOf(this.chosen.line) : 0;
        const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Escape: null }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        if (step === null) {
          this.choose(null);
          return;
        }
        const to = lines[(line + step[0] + lines.length) % lines.length];
        const of = this.places.filter(place => place.line === to);
        const now = this.chosen ? of.findIndex(place => place.point.x >= this.chosen.point.x) : -1;
        const index = this.chosen ? (now < 0 ? of.length - 1 : now) + step[1] : step[1] < 0 ? of.length - 1 : 0;
        if (of.length) this.choose(of[Math.max(0, Math.min(of.length - 1, index))]);
      });
    }
  }

  return { Plot, swatch };
})();
