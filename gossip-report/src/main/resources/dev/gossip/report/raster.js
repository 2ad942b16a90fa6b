'use strict';
/* Draws many nodes pixel by pixel: the paths of a canvas take too long for ten thousand. */
const raster = (() => {
  /** A colour as #rrggbb or rgb(r,g,b), as a pixel of an image on a little-endian machine. */
  const pixel = css => {
    const [r, g, b] = css.startsWith('#') ? [1, 3, 5].map(i => parseInt(css.slice(i, i + 2), 16)) : css.match(/\d+/g).map(Number);
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  };

  const fits = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

  class Raster {
    /** Takes the picture of a canvas, which has no transparent pixel, as the background. */
    background(canvas) {
      const { width, height } = canvas;
      this.back = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, width, height).data.buffer);
      this.image = new ImageData(width, height);
      this.pixels = new Uint32Array(this.image.data.buffer);
      Object.assign(this, { width, height });
    }

    begin() {
      this.pixels.set(this.back);
    }

    show(pen) {
      pen.putImageData(this.image, 0, 0);
    }

    /** A line, of a quarter of its colour if it is thin. */
    line(x0, y0, x1, y1, colour, thin) {
      // Only what is inside, by Liang and Barsky.
      const dx = x1 - x0;
      const dy = y1 - y0;
      let from = 0;
      let to = 1;
      for (let side = 0; side < 4; side++) {
        const p = side === 0 ? -dx : side === 1 ? dx : side === 2 ? -dy : dy;
        const q = side === 0 ? x0 : side === 1 ? this.width - 1 - x0 : side === 2 ? y0 : this.height - 1 - y0;
        if (p === 0 ? q < 0 : false) return;
        if (p < 0) from = Math.max(from, q / p);
        else if (p > 0) to = Math.min(to, q / p);
      }
      if (from > to) return;
      const { pixels, width } = this;
      const steps = Math.max(1, Math.ceil(Math.max(Math.abs(dx), Math.abs(dy)) * (to - from)));
      let x = x0 + dx * from;
      let y = y0 + dy * from;
      const sx = (dx * (to - from)) / steps;
      const sy = (dy * (to - from)) / steps;
      const quarter = (colour >>> 2) & 0x3f3f3f3f;
      for (let i = 0; i <= steps; i++) {
        const at = (y | 0) * width + (x | 0);
        pixels[at] = thin ? (pixels[at] - ((pixels[at] >>> 2) & 0x3f3f3f3f) + quarter) | 0xff000000 : colour;
        x += sx;
        y += sy;
      }
    }

    /** A square around a place. */
    dot(x, y, size, colour) {
      const { pixels, width } = this;
      const left = Math.max(0, Math.round(x - size));
      const right = Math.min(width, Math.max(left + 1, Math.round(x + size)));
      const top = Math.max(0, Math.round(y - size));
      const bottom = Math.min(this.height, Math.max(top + 1, Math.round(y + size)));
      for (let row = top; row < bottom; row++) {
        if (left < right) pixels.fill(colour, row * width + left, row * width + right);
      }
    }
  }

  return { Raster, pixel, fits };
})();
