// The scenes: small parts that make landscapes, towns and patterns, and what each name is made of.

const W = 1280;
const H = 720;

const seeded = (name) => {
  let state = [...name].reduce((hash, c) => Math.imul(hash ^ c.codePointAt(0), 0x01000193) >>> 0, 0x811c9dc5);
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};
const mix = (a, b, t) => {
  const at = (hex, from) => parseInt(hex.slice(from, from + 2), 16);
  const channel = (from) => Math.round(at(a, from) + (at(b, from) - at(a, from)) * t).toString(16).padStart(2, '0');
  return `#${channel(1)}${channel(3)}${channel(5)}`;
};
const range = (count) => Array.from({ length: count }, (_, at) => at);
const n = (value) => Math.round(value * 10) / 10;

// Hours of the day: the sky from above to the horizon, what is far, what is near, the light.
const HOURS = {
  dawn: { sky: ['#5b6f94', '#c99aa0', '#f6d3b0'], far: '#b79aa8', near: '#2f3550', light: '#ffe6c4' },
  day: { sky: ['#5f9ec7', '#a9d0e2', '#eef3ea'], far: '#a8c2c9', near: '#2f5058', light: '#fffbe8' },
  gold: { sky: ['#8a7aa0', '#e2a27a', '#f9dd9f'], far: '#c89a86', near: '#4a2f38', light: '#fff1c2' },
  dusk: { sky: ['#23284e', '#75507f', '#e58f6f'], far: '#6b5277', near: '#191a33', light: '#ffc98f' },
  night: { sky: ['#0a1026', '#152447', '#2b4468'], far: '#223a5c', near: '#070b1a', light: '#f4ecd0' },
  rain: { sky: ['#5c6b78', '#8b9aa4', '#b9c3c6'], far: '#8d9ba2', near: '#2b363d', light: '#dfe6e6' },
  mist: { sky: ['#9fb4b4', '#c9d6cf', '#eee9da'], far: '#b9c7c0', near: '#3f5650', light: '#fdf6e0' },
};

const page = (name, body, hour) => {
  const colours = HOURS[hour];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720" viewBox="0 0 ${W} ${H}">
<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${colours.sky[0]}"/><stop offset=".55" stop-color="${colours.sky[1]}"/><stop offset="1" stop-color="${colours.sky[2]}"/></linearGradient>
<radialGradient id="glow"><stop offset="0" stop-color="${colours.light}" stop-opacity=".95"/><stop offset=".25" stop-color="${colours.light}" stop-opacity=".45"/><stop offset="1" stop-color="${colours.light}" stop-opacity="0"/></radialGradient>
<radialGradient id="edge" cx=".5" cy=".45" r=".8"><stop offset=".6" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity=".28"/></radialGradient>
<filter id="grain" x="0" y="0" width="1" height="1"><feTurbulence type="fractalNoise" baseFrequency=".8" numOctaves="2" seed="${name.length}"/><feColorMatrix values="0 0 0 0 .5  0 0 0 0 .5  0 0 0 0 .5  0 0 0 .5 -.12"/></filter>
<filter id="soft"><feGaussianBlur stdDeviation="6"/></filter><filter id="softer"><feGaussianBlur stdDeviation="22"/></filter></defs>
<rect width="${W}" height="${H}" fill="url(#sky)"/>${body}
<rect width="${W}" height="${H}" fill="url(#edge)"/><rect width="${W}" height="${H}" filter="url(#grain)" opacity=".16" style="mix-blend-mode:overlay"/></svg>`;
};

const sun = (x, y, r, hour) => `<circle cx="${x}" cy="${y}" r="${r * 6}" fill="url(#glow)"/><circle cx="${x}" cy="${y}" r="${r}" fill="${HOURS[hour].light}"/>`;
const stars = (random, count, bottom = 420) => range(count).map(() =>
  `<circle cx="${n(random() * W)}" cy="${n(random() * bottom)}" r="${n(.5 + random() * 1.4)}" fill="#fff" opacity="${n(.3 + random() * .7)}"/>`).join('');
const clouds = (random, count, top, bottom, opacity = .5, drift = 0) => `<g filter="url(#softer)" opacity="${opacity}">${range(count).map(() => {
  const x = (random() * (W + 500) + drift * (W + 500)) % (W + 500) - 250;
  const y = top + random() * (bottom - top);
  return range(4).map((at) => `<ellipse cx="${n(x + at * 70 - 100)}" cy="${n(y + (at % 2) * 14)}" rx="${n(90 + random() * 60)}" ry="${n(18 + random() * 16)}" fill="#fff"/>`).join('');
}).join('')}</g>`;

// A ridge: noise of several octaves between two heights, filled to the bottom.
const ridge = (random, base, height, colour, rough = 1, extra = '') => {
  const waves = range(6).map((at) => ({ f: (1.2 + at * 1.7 * rough) * (.8 + random() * .4), p: random() * 7, a: 1 / (1 + at * 1.1) }));
  const points = range(81).map((at) => {
    const t = at / 80;
    const y = waves.reduce((sum, wave) => sum + Math.sin(t * wave.f * 6.283 + wave.p) * wave.a, 0) / 2.2;
    return `${n(t * W)},${n(base - height * (.5 + .5 * y))}`;
  });
  return `<path d="M0,${H}L${points.join('L')}L${W},${H}Z" fill="${colour}" ${extra}/>`;
};
const ranges = (random, hour, from, to, count, rough = 1) => range(count).map((at) => {
  const t = (at + 1) / count;
  const { far, near } = HOURS[hour];
  return ridge(random, from + (to - from) * t, 150 - 60 * t, mix(far, near, t * .85), rough)
    + (at < count - 1 ? `<rect y="${n(from + (to - from) * t - 30)}" width="${W}" height="120" fill="${HOURS[hour].sky[2]}" opacity=".14" filter="url(#softer)"/>` : '');
}).join('');
const water = (random, top, hour, time = 0) => {
  const { sky, near, light } = HOURS[hour];
  return `<linearGradient id="water" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${mix(sky[2], sky[1], .4)}"/><stop offset="1" stop-color="${mix(sky[0], near, .45)}"/></linearGradient><rect y="${top}" width="${W}" height="${H - top}" fill="url(#water)"/>`
    + range(90).map(() => {
      const depth = random();
      const y = top + 6 + depth * depth * (H - top);
      const x = (random() * W + Math.sin((time + random()) * 6.283) * 24 * (1 + depth * 2) + W) % W;
      return `<path d="M${n(x)},${n(y)}q${n(20 + depth * 50)},${n(-3 - depth * 5 * Math.sin((time + depth) * 6.283))} ${n(40 + depth * 100)},0" stroke="${depth > .5 ? light : sky[2]}" stroke-width="${n(1 + depth * 2.4)}" opacity="${n(.18 + random() * .25)}" fill="none" stroke-linecap="round"/>`;
    }).join('');
};
const town = (random, base, hour, height = 200, lit = .3) => range(46).map((at) => {
  const w = 26 + random() * 46;
  const x = at * 29 - 20 + random() * 12;
  const h = (.25 + random() * .75) * height;
  const { far, near, light } = HOURS[hour];
  const colour = mix(far, near, .35 + random() * .5);
  const windows = range(Math.floor(h / 20)).flatMap((row) => range(Math.floor(w / 12)).map((column) =>
    random() < lit ? `<rect x="${n(x + 4 + column * 12)}" y="${n(base - h + 8 + row * 20)}" width="5" height="8" fill="${light}" opacity="${n(.35 + random() * .6)}"/>` : ''));
  return `<rect x="${n(x)}" y="${n(base - h)}" width="${n(w)}" height="${n(h + 200)}" fill="${colour}"/>${windows.join('')}`;
}).join('');
const cypress = (x, base, h, colour) => `<path d="M${n(x)},${n(base - h)}C${n(x + h * .16)},${n(base - h * .55)} ${n(x + h * .13)},${n(base - h * .1)} ${n(x)},${n(base)}C${n(x - h * .13)},${n(base - h * .1)} ${n(x - h * .16)},${n(base - h * .55)} ${n(x)},${n(base - h)}Z" fill="${colour}"/>`;
const tree = (random, x, base, size, colour) => `<rect x="${n(x - size * .05)}" y="${n(base - size * .5)}" width="${n(size * .1)}" height="${n(size * .5)}" fill="#3a2a24"/>`
  + range(7).map(() => `<circle cx="${n(x + (random() - .5) * size * .7)}" cy="${n(base - size * (.55 + random() * .4))}" r="${n(size * (.16 + random() * .12))}" fill="${mix(colour, random() > .5 ? '#ffffff' : '#000000', random() * .22)}"/>`).join('');
const person = (x, base, h, colour) => `<circle cx="${n(x)}" cy="${n(base - h * .9)}" r="${n(h * .09)}" fill="${colour}"/><path d="M${n(x - h * .13)},${n(base)}L${n(x - h * .1)},${n(base - h * .78)}Q${n(x)},${n(base - h * .86)} ${n(x + h * .1)},${n(base - h * .78)}L${n(x + h * .13)},${n(base)}Z" fill="${colour}"/>`;
const bird = (x, y, s, colour) => `<path d="M${n(x - s)},${n(y - s * .4)}Q${n(x - s * .4)},${n(y - s * .5)} ${n(x)},${n(y)}Q${n(x + s * .4)},${n(y - s * .5)} ${n(x + s)},${n(y - s * .4)}" stroke="${colour}" stroke-width="${n(s * .14)}" fill="none"/>`;
const boat = (x, y, s, hull, sail) => `<path d="M${n(x - s)},${n(y - s * .3)}Q${n(x)},${n(y - s * .05)} ${n(x + s * 1.1)},${n(y - s * .5)}L${n(x + s * .7)},${n(y + s * .12)}L${n(x - s * .7)},${n(y + s * .12)}Z" fill="${hull}"/>${sail ? `<path d="M${n(x)},${n(y - s * .3)}L${n(x)},${n(y - s * 1.9)}L${n(x + s * .8)},${n(y - s * .45)}Z" fill="${sail}"/><path d="M${n(x)},${n(y - s * .2)}V${n(y - s * 1.95)}" stroke="${hull}" stroke-width="3"/>` : ''}`;
const arches = (x, y, count, w, h, colour, dark) => range(count).map((at) => {
  const left = x + at * w;
  return `<rect x="${n(left)}" y="${n(y)}" width="${n(w + .6)}" height="${n(h)}" fill="${colour}"/><path d="M${n(left + w * .18)},${n(y + h)}V${n(y + h * .52)}Q${n(left + w * .2)},${n(y + h * .26)} ${n(left + w / 2)},${n(y + h * .16)}Q${n(left + w * .8)},${n(y + h * .26)} ${n(left + w * .82)},${n(y + h * .52)}V${n(y + h)}Z" fill="${dark}"/>`;
}).join('');
const dome = (x, base, r, colour) => `<path d="M${x - r},${base}C${x - r * 1.15},${base - r * .9} ${x - r * .35},${base - r * 1.25} ${x},${base - r * 1.7}C${x + r * .35},${base - r * 1.25} ${x + r * 1.15},${base - r * .9} ${x + r},${base}Z" fill="${colour}"/>`;
const star = (x, y, r, points, inner, turn = 0) => range(points * 2).map((at) => {
  const angle = (at / points) * Math.PI + turn;
  const length = at % 2 ? r * inner : r;
  return `${n(x + Math.sin(angle) * length)},${n(y - Math.cos(angle) * length)}`;
}).join(' ');
const kite = (x, y, s, colours, sway) => `<g transform="translate(${n(x)} ${n(y)}) rotate(${n(sway)})"><path d="M0,${-s}L${s * .7},0L0,${s * 1.2}L${-s * .7},0Z" fill="${colours[0]}"/><path d="M0,${-s}L${s * .7},0L0,0Z" fill="${colours[1]}"/><path d="M0,${s * 1.2}q${s * .5},${s * .5} 0,${s}t0,${s}" stroke="${colours[1]}" stroke-width="3" fill="none"/></g>`;

const scene = (hour, draw) => (name, time) => page(name, draw(seeded(name), hour, time), hour);
const tiles = (points, palette) => (name) => {
  const random = seeded(name);
  const size = 160;
  const body = range(6).flatMap((row) => range(10).map((column) => {
    const x = column * size - 80 + (row % 2) * (size / 2);
    const y = row * size * .86 - 40;
    const c = palette[Math.floor(random() * palette.length)];
    return `<polygon points="${star(x, y, size * .62, points, .62)}" fill="${palette[0]}" stroke="#f3e9d2" stroke-width="5"/><polygon points="${star(x, y, size * .4, points, .6, .3)}" fill="${c}" stroke="#f3e9d2" stroke-width="3"/><circle cx="${n(x)}" cy="${n(y)}" r="${size * .09}" fill="#e9c46a"/>`;
  })).join('');
  return page(name, `<rect width="${W}" height="${H}" fill="${palette[1]}"/>${body}<rect width="${W}" height="${H}" fill="url(#glow)" opacity=".25"/>`, 'gold');
};
const vault = (r) => {
  const rings = range(9).map((at) => {
    const t = at / 8;
    const s = 1 - t * .86;
    const colour = mix('#c28f5e', '#3b241b', 1 - t * .85);
    return `<path d="M${n(640 - 640 * s)},${H}V${n(330 - 150 * s)}Q${n(640 - 560 * s)},${n(330 - 330 * s)} 640,${n(330 - 420 * s)}Q${n(640 + 560 * s)},${n(330 - 330 * s)} ${n(640 + 640 * s)},${n(330 - 150 * s)}V${H}Z" fill="${colour}"/>`;
  }).join('');
  const shafts = range(4).map((at) => `<path d="M${n(560 + at * 50)},${n(40 + at * 20)}L${n(300 + at * 190)},${H}H${n(430 + at * 190)}Z" fill="#ffe9b8" opacity=".16" filter="url(#soft)"/>`).join('');
  const stalls = range(12).map((at) => {
    const side = at % 2 ? 1 : -1;
    const t = Math.floor(at / 2) / 6;
    const x = 640 + side * (560 - t * 430);
    return `<rect x="${n(x - 60 * (1 - t))}" y="${n(560 - t * 150)}" width="${n(120 * (1 - t * .7))}" height="${n(110 * (1 - t * .7))}" fill="${['#9b3d2f', '#2a7f86', '#d49a3a', '#6a4c7d'][at % 4]}" opacity=".85"/>`;
  }).join('');
  return `${rings}<rect y="640" width="${W}" height="80" fill="#2a1a14"/>${stalls}${shafts}${person(620, 660, 130, '#20140f')}${person(690, 640, 105, '#2b1b14')}${person(540, 620, 84, '#3a261c')}${sun(640, 230, 26, 'gold')}${r() > 2 ? '' : ''}`;
};

export const SCENES = {
  'football-pitch': (name) => {
    const random = seeded(name);
    const stripes = range(10).map((at) => `<rect x="${at * 128}" width="128" height="${H}" fill="${at % 2 ? '#2f7d4b' : '#37894f'}"/>`).join('');
    const line = 'fill="none" stroke="#f2f6ea" stroke-width="5" opacity=".9"';
    const players = range(22).map((at) => {
      const [x, y] = [110 + random() * 1060, 80 + random() * 560];
      return `<ellipse cx="${n(x + 12)}" cy="${n(y + 10)}" rx="16" ry="8" fill="#123" opacity=".35"/><circle cx="${n(x)}" cy="${n(y)}" r="11" fill="${at % 2 ? '#e8e3d6' : '#b3261e'}"/><circle cx="${n(x)}" cy="${n(y)}" r="5" fill="#2a1d18"/>`;
    }).join('');
    return page(name, `${stripes}<rect x="60" y="40" width="1160" height="640" ${line}/><path d="M640,40V680" ${line}/><circle cx="640" cy="360" r="95" ${line}/><rect x="60" y="190" width="150" height="340" ${line}/><rect x="1070" y="190" width="150" height="340" ${line}/>${players}<circle cx="700" cy="330" r="7" fill="#fff"/><path d="M0,0H${W}L0,420Z" fill="#06231a" opacity=".25"/>`, 'day');
  },
  'stadium-night': scene('night', (r) => `${stars(r, 60, 200)}<path d="M0,300Q640,190 1280,300V560H0Z" fill="#16233f"/>${range(900).map(() => `<circle cx="${n(r() * W)}" cy="${n(270 + r() * 200)}" r="2.4" fill="${['#e8c27a', '#b3574a', '#7cc4d2', '#e9e6e1'][Math.floor(r() * 4)]}" opacity="${n(.25 + r() * .5)}"/>`).join('')}<path d="M0,500Q640,430 1280,500V${H}H0Z" fill="#2b7a4a"/>${range(9).map((at) => `<path d="M${at * 160 - 40},${H}L${430 + at * 52},470h26L${at * 160 + 40},${H}Z" fill="#fff" opacity=".06"/>`).join('')}${[140, 470, 810, 1140].map((x) => `<rect x="${x - 4}" y="90" width="8" height="230" fill="#0a1020"/><ellipse cx="${x}" cy="90" rx="260" ry="200" fill="url(#glow)" opacity=".7"/><rect x="${x - 44}" y="70" width="88" height="30" fill="#fffbe6"/>`).join('')}`),
  'city-dawn': scene('dawn', (r, h) => `${sun(920, 360, 34, h)}${ranges(r, h, 400, 470, 2)}${town(r, 560, h, 190, .12)}<rect y="640" width="${W}" height="80" fill="#23283f"/>${range(7).map((at) => bird(260 + at * 46, 170 + (at % 3) * 26, 14, '#2f3550')).join('')}`),
  'city-rain': scene('rain', (r, h) => `${clouds(r, 9, 20, 200, .5)}${town(r, 500, h, 260, .34)}<rect y="520" width="${W}" height="200" fill="#39464d"/>${range(40).map(() => `<rect x="${n(r() * W)}" y="${n(540 + r() * 170)}" width="${n(20 + r() * 90)}" height="3" fill="#f0d9a0" opacity="${n(r() * .5)}"/>`).join('')}${[330, 420, 700, 930].map((x, at) => `${person(x, 650, 130, '#20292e')}<path d="M${x - 62},${540}q62,-70 124,0z" fill="${['#b3261e', '#0b5a6b', '#d49a3a', '#3f3a55'][at]}"/>`).join('')}${range(180).map(() => { const x = r() * W; const y = r() * H; return `<path d="M${n(x)},${n(y)}l-7,28" stroke="#fff" stroke-width="1.4" opacity=".28"/>`; }).join('')}`),
  'bazaar-vault': scene('gold', vault),
  'tile-pattern': tiles(8, ['#12688a', '#0d3f63', '#1fa3a3', '#f0e2c0', '#c0702f']),
  'isfahan-bridge': scene('dusk', (r, h) => `${sun(300, 380, 26, h)}${ranges(r, h, 360, 420, 2)}${water(r, 540, h)}${arches(0, 360, 22, 58.5, 80, '#b9805a', '#5b3040')}${arches(0, 440, 16, 80, 120, '#a56f4e', '#f0b06a')}<rect y="352" width="${W}" height="10" fill="#8a5a42"/>${range(16).map((at) => `<ellipse cx="${at * 80 + 40}" cy="610" rx="22" ry="46" fill="#f2b56e" opacity=".35" filter="url(#soft)"/>`).join('')}`),
  'mountain-snow': scene('day', (r, h) => `${clouds(r, 5, 60, 220, .55)}<path d="M180,620L520,150L640,300L760,200L1120,620Z" fill="#6f8b9b"/><path d="M520,150L430,275L480,262L520,300L560,262L610,262Z M760,200L690,290L742,276L790,312L822,280L862,318Z" fill="#fff"/><path d="M520,150L640,300L700,620H520Z" fill="#5a7787" opacity=".6"/>${ranges(r, h, 560, 660, 3, 1.4)}${range(18).map(() => cypress(r() * W, 650 + r() * 60, 50 + r() * 60, '#23423f')).join('')}`),
  'caspian-shore': scene('mist', (r, h) => `${clouds(r, 6, 40, 240, .5)}${ranges(r, h, 330, 380, 2)}${water(r, 400, h)}<path d="M0,640Q420,560 820,650T1280,600V720H0Z" fill="#d8c49c"/><path d="M0,652Q420,572 820,662T1280,612" stroke="#fff" stroke-width="7" fill="none" opacity=".8"/>${boat(880, 470, 46, '#5a3d31', '#e7d5b0')}${boat(360, 440, 26, '#4b3a3a', '#c96a4a')}`),
  'rice-terraces': scene('mist', (r, h) => `${ranges(r, h, 300, 360, 3)}${range(9).map((at) => `<path d="M0,${370 + at * 42}Q320,${340 + at * 42 + Math.sin(at) * 26} 640,${372 + at * 42}T1280,${360 + at * 42}V720H0Z" fill="${at % 2 ? '#6f9f5a' : '#a7c8b6'}"/><path d="M0,${370 + at * 42}Q320,${340 + at * 42 + Math.sin(at) * 26} 640,${372 + at * 42}T1280,${360 + at * 42}" stroke="#4d7a43" stroke-width="5" fill="none"/>`).join('')}${person(420, 560, 70, '#33413a')}${person(470, 566, 66, '#5a3434')}`),
  'desert-dunes': scene('gold', (r, h) => `${sun(960, 250, 40, h)}${range(5).map((at) => { const y = 360 + at * 76; return `<path d="M0,${y + 40}Q${300 + at * 60},${y - 90} ${640 + at * 40},${y}T1280,${y - 30}V720H0Z" fill="${mix('#e8b77a', '#7d4630', at / 4.4)}"/><path d="M${300 + at * 50},${y - 18}Q${470 + at * 40},${y + 50} ${430 + at * 70},720H${180 + at * 30}Z" fill="#3c1f1a" opacity=".16"/>`; }).join('')}${range(5).map((at) => `<g transform="translate(${360 + at * 56} ${560 - at * 7}) scale(.62)"><path d="M-30,0v-34q4,-20 18,-16q8,-22 20,0q18,-4 20,16v34h-6v-26h-40v26z M26,-46q14,-10 12,-30l10,-2q2,34 -16,42z" fill="#3b2118"/></g>`).join('')}`),
  'windcatchers-yazd': scene('gold', (r, h) => `${sun(250, 320, 30, h)}${range(26).map((at) => { const x = at * 52 - 20; const t = r(); return `<rect x="${x}" y="${n(470 - t * 60)}" width="56" height="300" fill="${mix('#d9a878', '#8a5a3c', t)}"/>`; }).join('')}${[260, 560, 860, 1080].map((x, at) => `<rect x="${x}" y="${230 + at * 22}" width="74" height="330" fill="#a87148"/><rect x="${x - 8}" y="${214 + at * 22}" width="90" height="22" fill="#8c5a39"/>${range(4).map((c) => `<rect x="${x + 8 + c * 16}" y="${244 + at * 22}" width="8" height="96" fill="#4a2b1e"/>`).join('')}`).join('')}${dome(720, 500, 70, '#3f9aa3')}${dome(420, 520, 44, '#c08a5a')}<rect y="620" width="${W}" height="100" fill="#6b4330"/>`),
  'cypress-garden': scene('day', (r) => `${clouds(r, 5, 40, 180, .6)}<rect y="380" width="${W}" height="340" fill="#7fa65b"/><path d="M600,380H680L900,720H380Z" fill="#d7c9a4"/><path d="M622,380H658L760,720H520Z" fill="#69b3c4"/><path d="M640,380V720" stroke="#e8f6f8" stroke-width="4" opacity=".6"/><rect x="540" y="290" width="200" height="96" fill="#e6d3ad"/>${arches(548, 312, 4, 46, 74, '#e6d3ad', '#8a6a4a')}${range(7).flatMap((at) => { const t = at / 6; const x = 60 + t * 190; const h = 300 - t * 210; return [-1, 1].map((side) => cypress(640 + side * (600 - t * 500), 700 - t * 300 + x * 0, h, mix('#1f4a36', '#5f8a6a', t))); }).join('')}`),
  'bookshelves': (name) => {
    const r = seeded(name);
    const shelves = range(5).map((row) => {
      let x = 20;
      let books = '';
      while (x < 1250) {
        const w = 16 + r() * 30;
        const h = 84 + r() * 36;
        const c = ['#7a2e2a', '#1f4f5c', '#c08a3e', '#3f3a55', '#5d6b3f', '#d9c9a3', '#8a4b2f'][Math.floor(r() * 7)];
        books += `<rect x="${n(x)}" y="${n(row * 146 + 132 - h)}" width="${n(w)}" height="${n(h)}" fill="${c}"/><rect x="${n(x + 3)}" y="${n(row * 146 + 142 - h + 8)}" width="${n(w - 6)}" height="4" fill="#f3e3b8" opacity=".7"/>`;
        x += w + (r() > .9 ? 30 : 2);
      }
      return `<rect y="${row * 146}" width="${W}" height="134" fill="#2a1b14"/>${books}<rect y="${row * 146 + 132}" width="${W}" height="14" fill="#6b4630"/>`;
    }).join('');
    return page(name, `${shelves}<ellipse cx="420" cy="260" rx="700" ry="460" fill="url(#glow)" opacity=".35"/>${person(900, 720, 330, '#1a1210')}`, 'gold');
  },
  'stage-lights': scene('night', (r) => `<rect width="${W}" height="${H}" fill="#140c18"/>${['#e4572e', '#f2c14e', '#7cc4d2', '#b06ab3', '#f2c14e'].map((c, at) => `<path d="M${200 + at * 220},0L${80 + at * 190},600H${420 + at * 150}Z" fill="${c}" opacity=".26" filter="url(#soft)"/>`).join('')}<rect y="570" width="${W}" height="150" fill="#3a2018"/>${person(600, 600, 190, '#0b0709')}${person(700, 606, 176, '#0b0709')}${person(480, 604, 170, '#0b0709')}<path d="M0,0H150Q90,340 130,600H0Z M1280,0H1130Q1190,340 1150,600H1280Z" fill="#6d1a20"/>${range(26).map((at) => `<circle cx="${at * 52 + 10}" cy="${n(712 - r() * 10)}" r="30" fill="#0a0608"/>`).join('')}`),
  'bicycles': scene('day', (r, h) => `${clouds(r, 5, 40, 200, .6)}${ranges(r, h, 400, 440, 2)}<rect y="500" width="${W}" height="220" fill="#8b9a8c"/><rect y="560" width="${W}" height="160" fill="#59656a"/>${range(9).map((at) => tree(r, at * 160 + 20, 530, 190, '#4f7d4a')).join('')}${[260, 560, 900].map((x, at) => { const c = ['#b3261e', '#0b5a6b', '#d49a3a'][at]; return `<g stroke="${c}" stroke-width="7" fill="none"><circle cx="${x}" cy="640" r="48" stroke="#1c2226"/><circle cx="${x + 140}" cy="640" r="48" stroke="#1c2226"/><path d="M${x},640L${x + 48},570H${x + 118}L${x + 62},640Z M${x + 48},570L${x + 40},548 M${x + 118},570L${x + 140},640 M${x + 118},570L${x + 112},540H${x + 132}"/></g>${person(x + 62, 590, 150, '#22303a')}`; }).join('')}`),
  'kites': scene('day', (r, h) => `${clouds(r, 7, 60, 300, .7)}${ranges(r, h, 520, 640, 3)}${[[260, 200, 60], [560, 130, 74], [820, 260, 52], [1040, 150, 66]].map(([x, y, s], at) => `<path d="M${x},${y + s}Q${x - 60},${420} ${330 + at * 180},640" stroke="#fff" stroke-width="1.6" fill="none" opacity=".8"/>${kite(x, y, s, [['#b3261e', '#f2c14e'], ['#0b5a6b', '#9ad0d6'], ['#d49a3a', '#7a2e2a'], ['#5d4a86', '#e7a0b0']][at], at * 9 - 12)}`).join('')}${[330, 510, 690, 870].map((x) => person(x, 690, 90, '#24343a')).join('')}`),
  'boats-harbour': scene('dusk', (r, h) => `${sun(800, 330, 36, h)}${ranges(r, h, 340, 380, 2)}${water(r, 390, h)}${[[220, 560, 74], [480, 500, 54], [700, 600, 84], [980, 520, 60], [1130, 620, 70]].map(([x, y, s]) => boat(x, y, s, '#1d1424', '#f0c9a0')).join('')}${range(6).map((at) => bird(320 + at * 60, 160 + (at % 2) * 30, 13, '#1a1530')).join('')}`),
  'starry-desert': scene('night', (r, h) => `${stars(r, 420, 470)}<g filter="url(#softer)" opacity=".5"><path d="M0,420Q500,160 1280,60V150Q560,260 0,500Z" fill="#8fa5d0"/></g>${ranges(r, h, 520, 660, 3)}${person(560, 650, 64, '#04060f')}<path d="M640,652l46,-60 46,60z" fill="#d98f4f"/><ellipse cx="686" cy="640" rx="120" ry="36" fill="#f2b56e" opacity=".3" filter="url(#soft)"/>`),
  'autumn-forest': scene('mist', (r, h) => `${ranges(r, h, 360, 420, 2)}${range(46).map((at) => tree(r, r() * W, 470 + at * 5.6, 120 + at * 4, ['#c8642b', '#d99a3a', '#9b3d2f', '#b98a3e', '#6f7d3f'][at % 5])).join('')}<path d="M560,720Q640,600 600,520Q580,480 640,440L664,440Q620,490 660,540Q740,620 720,720Z" fill="#d8c6a2" opacity=".9"/>${person(640, 650, 80, '#2a2220')}`),
  'container-port': scene('dawn', (r, h) => `${sun(980, 330, 30, h)}${water(r, 520, h)}${[240, 640].map((x) => `<path d="M${x},560V210H${x + 26}V560 M${x + 150},560V210H${x + 176}V560" fill="#3b3a55"/><rect x="${x}" y="210" width="26" height="350" fill="#3b3a55"/><rect x="${x + 150}" y="210" width="26" height="350" fill="#3b3a55"/><rect x="${x - 170}" y="196" width="430" height="20" fill="#b3564a"/><path d="M${x + 80},120L${x - 170},200 M${x + 80},120L${x + 260},200 M${x + 80},120V200" stroke="#3b3a55" stroke-width="6"/>`).join('')}<path d="M180,560H1180L1120,640H240Z" fill="#23304a"/>${range(54).map((at) => `<rect x="${230 + (at % 18) * 50}" y="${524 - Math.floor(at / 18) * 34}" width="47" height="31" fill="${['#b3564a', '#0b5a6b', '#d49a3a', '#7f8a92', '#8a5a42'][Math.floor(r() * 5)]}"/>`).join('')}<rect x="1040" y="430" width="90" height="130" fill="#e9e3d6"/>`),
  'wind-turbines': scene('gold', (r, h) => `${ranges(r, h, 460, 640, 4)}${range(7).map((at) => { const x = 110 + at * 176; const y = 180 + (at % 3) * 70; const s = 150 - (at % 3) * 30; return `<path d="M${x - 5},${y + 420}L${x - 2},${y}H${x + 2}L${x + 5},${y + 420}Z" fill="#f6f1e8"/>${range(3).map((blade) => `<path transform="rotate(${at * 31 + blade * 120} ${x} ${y})" d="M${x},${y}L${x - 6},${y - s * .4}L${x},${y - s}L${x + 5},${y - s * .4}Z" fill="#fffaf0"/>`).join('')}<circle cx="${x}" cy="${y}" r="7" fill="#d9d0c2"/>`; }).join('')}`),
  'satellite-orbit': scene('night', (r) => `${stars(r, 300, 720)}<circle cx="640" cy="1180" r="760" fill="#1d4f78"/><circle cx="640" cy="1180" r="760" fill="none" stroke="#9fd4f0" stroke-width="14" opacity=".6" filter="url(#soft)"/>${range(12).map(() => `<ellipse cx="${n(r() * W)}" cy="${n(480 + r() * 240)}" rx="${n(60 + r() * 160)}" ry="${n(8 + r() * 20)}" fill="#e8f3f4" opacity=".3" filter="url(#soft)"/>`).join('')}<path d="M100,420Q640,60 1180,420" stroke="#f4ecd0" stroke-width="3" stroke-dasharray="3 14" fill="none"/><g transform="translate(680 238) rotate(-14)"><rect x="-34" y="-34" width="68" height="68" fill="#d8c48a"/><rect x="-190" y="-26" width="140" height="52" fill="#23477a" stroke="#8fb4e0" stroke-width="3"/><rect x="50" y="-26" width="140" height="52" fill="#23477a" stroke="#8fb4e0" stroke-width="3"/><path d="M-50,0H-34M34,0H50M0,-34V-70" stroke="#e9e6e1" stroke-width="5"/></g>`),
  'microscope-cells': (name) => {
    const r = seeded(name);
    return page(name, `<rect width="${W}" height="${H}" fill="#10201c"/><circle cx="640" cy="360" r="520" fill="#d7e6c6"/>${range(46).map(() => { const x = 160 + r() * 960; const y = r() * 720; const s = 34 + r() * 62; return `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(s)}" ry="${n(s * (.7 + r() * .3))}" fill="#5f9f4e" opacity=".5" stroke="#2f6a35" stroke-width="4"/><circle cx="${n(x + s * .2)}" cy="${n(y)}" r="${n(s * .28)}" fill="#23502c" opacity=".8"/>`; }).join('')}<circle cx="640" cy="360" r="640" fill="none" stroke="#08110f" stroke-width="250"/>`, 'day');
  },
  'dna-almond': (name) => {
    const r = seeded(name);
    const helix = range(46).map((at) => { const t = at / 45; const x = 120 + t * 860; const y = 680 - t * 620; const o = Math.sin(t * 13) * 78; const p = Math.cos(t * 13); return `<path d="M${n(x - o)},${n(y - o * .9)}L${n(x + o)},${n(y + o * .9)}" stroke="#8fa9a0" stroke-width="5"/><circle cx="${n(x - o)}" cy="${n(y - o * .9)}" r="${n(13 + p * 4)}" fill="#0b5a6b"/><circle cx="${n(x + o)}" cy="${n(y + o * .9)}" r="${n(13 - p * 4)}" fill="#c0702f"/>`; }).join('');
    const blossom = range(26).map(() => { const x = 760 + r() * 480; const y = 380 + r() * 300; return range(5).map((at) => `<ellipse transform="rotate(${at * 72} ${n(x)} ${n(y)})" cx="${n(x)}" cy="${n(y - 19)}" rx="12" ry="19" fill="#f7d3da" stroke="#e3a7b5" stroke-width="1.5"/>`).join('') + `<circle cx="${n(x)}" cy="${n(y)}" r="8" fill="#b4576c"/>`; }).join('');
    return page(name, `<rect width="${W}" height="${H}" fill="#f4ead6"/><path d="M1280,690Q1000,600 760,640M1100,650Q1040,520 960,440M980,630Q900,540 880,470" stroke="#5a3d31" stroke-width="13" fill="none" stroke-linecap="round"/>${blossom}${helix}`, 'gold');
  },
  'desert-night': scene('night', (r, h) => `${stars(r, 380, 460)}<g filter="url(#softer)" opacity=".5"><path d="M300,0Q760,260 1280,420V520Q700,330 180,0Z" fill="#a9b6dc"/></g>${ranges(r, h, 480, 640, 4)}<path d="M800,500h110v-52a55,55 0 0 0 -110,0z" fill="#dfe4ea"/><path d="M846,394l22,0 -4,56h-14z" fill="#1a2540"/>`),
  'glacier-lake': scene('day', (r, h) => `${clouds(r, 4, 50, 160, .6)}<path d="M0,520L240,180L430,420L640,140L880,430L1080,200L1280,520Z" fill="#6d7f8a"/><path d="M640,140L540,300L700,470L880,430Z M240,180L180,270L300,330Z M1080,200L1010,300L1140,330Z" fill="#f6fbfd"/><path d="M430,330Q640,420 860,330L760,560H520Z" fill="#e6f3f8"/><rect y="520" width="${W}" height="200" fill="#35a6ae"/>${water(r, 540, h).replace('url(#water)', '#3fb0b8')}<rect x="940" y="470" width="10" height="66" fill="#44302a"/><circle cx="945" cy="462" r="13" fill="#e4572e"/>`),
  'delta-boats': (name) => {
    const r = seeded(name);
    const channels = range(9).map((at) => `<path d="M640,-20C${n(500 + r() * 300)},200 ${n(at * 160)},${n(320 + r() * 120)} ${n(at * 170 - 40)},760" stroke="#8fb3a2" stroke-width="${n(22 + r() * 40)}" fill="none" stroke-linecap="round"/>`).join('');
    return page(name, `<rect width="${W}" height="${H}" fill="#6f7d4a"/>${range(60).map(() => `<circle cx="${n(r() * W)}" cy="${n(r() * H)}" r="${n(20 + r() * 50)}" fill="${r() > .5 ? '#5d6d3f' : '#8a8a58'}" opacity=".5" filter="url(#soft)"/>`).join('')}${channels}${[[560, 240], [420, 400], [760, 430], [300, 610], [980, 620]].map(([x, y]) => `<g transform="translate(${x} ${y}) rotate(${n(r() * 80)})"><path d="M-8,-32Q0,-46 8,-32V28H-8Z" fill="#4a2f24"/><path d="M-20,60L0,30L20,60" stroke="#fff" opacity=".6" fill="none" stroke-width="3"/></g>`).join('')}`, 'day');
  },
  'night-train': scene('night', (r, h) => `${stars(r, 160, 300)}${ranges(r, h, 360, 460, 3)}${arches(0, 470, 11, 118, 260, '#24344f', '#0c1428')}<rect y="452" width="${W}" height="20" fill="#1a2740"/><rect x="180" y="396" width="900" height="58" rx="8" fill="#31486c"/><path d="M1080,396q70,6 84,58h-84z" fill="#31486c"/>${range(21).map((at) => `<rect x="${200 + at * 42}" y="410" width="28" height="22" fill="#ffdf8f"/>`).join('')}<path d="M1160,440L1280,420V470Z" fill="#ffe9a8" opacity=".35"/>`),
  'tehran-skyline': scene('day', (r, h) => `${clouds(r, 4, 40, 130, .5)}<path d="M0,400L180,240L330,320L520,150L700,290L860,190L1040,300L1180,220L1280,330V520H0Z" fill="#8aa0ac"/><path d="M520,150L440,232L520,214L580,250L622,230Z M860,190L800,243L866,228L912,250Z M180,240L130,284L190,272L240,280Z" fill="#fff"/>${town(r, 560, h, 210, .05)}<path d="M664,560L672,250H680L688,560Z" fill="#dfe4e2"/><path d="M652,262q24,-38 48,0l-8,34h-32z" fill="#c7d0d0"/>${range(60).map(() => `<circle cx="${n(r() * W)}" cy="${n(640 + r() * 70)}" r="${n(18 + r() * 26)}" fill="${r() > .5 ? '#4f7d4a' : '#3f6a45'}"/>`).join('')}`),
  'metro-lines': (name) => {
    const routes = [['#b3261e', 'M60,600H420L700,320V60'], ['#0b5a6b', 'M60,160H520L860,500H1240'], ['#d49a3a', 'M200,40V340L480,620H1240'], ['#5d6b3f', 'M60,420H900L1120,200H1240'], ['#5d4a86', 'M1000,40V660']];
    return page(name, `<rect width="${W}" height="${H}" fill="#f4f1e9"/>${routes.map(([c, d]) => `<path d="${d}" stroke="${c}" stroke-width="22" fill="none" stroke-linejoin="round" stroke-linecap="round"/>`).join('')}${[[420, 600], [700, 320], [520, 160], [860, 500], [200, 340], [480, 620], [1000, 320], [780, 420], [1000, 500], [200, 160], [600, 420], [1000, 620]].map(([x, y]) => `<circle cx="${x}" cy="${y}" r="20" fill="#fff" stroke="#1b1b1b" stroke-width="7"/>`).join('')}`, 'mist');
  },
  'tile-geometry': tiles(10, ['#1c7f8c', '#143d6b', '#d29a3c', '#f0e2c0', '#2b5fa0']),
  'arched-bridge': scene('dusk', (r, h) => `${stars(r, 60, 200)}${ranges(r, h, 360, 410, 2)}${water(r, 560, h)}<rect y="330" width="${W}" height="10" fill="#7d5140"/>${arches(0, 340, 28, 46, 70, '#b37a55', '#3a2438')}${arches(0, 410, 18, 71.2, 152, '#9c6747', '#ffc887')}${range(5).map((at) => person(180 + at * 210, 336, 40, '#241826')).join('')}`),
  'saffron-field': scene('dawn', (r, h) => `${sun(640, 330, 38, h)}${ranges(r, h, 370, 410, 2)}<rect y="420" width="${W}" height="300" fill="#6b4a3c"/>${range(13).map((row) => range(44).map((at) => { const t = row / 12; const x = 640 + (at - 22) * (16 + t * 62) + (r() - .5) * 12; const y = 430 + t * t * 270; const s = 3 + t * 15; return x > -30 && x < W + 30 ? `<path d="M${n(x)},${n(y)}q${n(-s)},${n(-s)} 0,${n(-s * 2)}q${n(s)},${n(s)} 0,${n(s * 2)}" fill="${r() > .4 ? '#7d5aa6' : '#9a7cc0'}"/><path d="M${n(x)},${n(y - s)}v${n(-s * .8)}" stroke="#d4452c" stroke-width="${n(1 + t * 2)}"/>` : ''; }).join('')).join('')}${person(900, 560, 110, '#2a2236')}`),
  'qanat-wells': (name) => {
    const r = seeded(name);
    return page(name, `<rect width="${W}" height="${H}" fill="#c9a277"/>${range(80).map(() => `<ellipse cx="${n(r() * W)}" cy="${n(r() * H)}" rx="${n(40 + r() * 140)}" ry="${n(10 + r() * 40)}" fill="${r() > .5 ? '#b78c62' : '#d8b68c'}" opacity=".5" filter="url(#soft)"/>`).join('')}${range(13).map((at) => { const x = 1180 - at * 84; const y = 110 + at * 40 + Math.sin(at) * 14; return `<circle cx="${x}" cy="${n(y)}" r="34" fill="#a87c55"/><circle cx="${x - 5}" cy="${n(y - 5)}" r="28" fill="#dcbc93"/><circle cx="${x}" cy="${n(y)}" r="13" fill="#2e1d14"/>`; }).join('')}<path d="M0,560Q140,520 260,640T300,720H0Z" fill="#5d7d42"/>${range(24).map(() => `<circle cx="${n(r() * 250)}" cy="${n(590 + r() * 130)}" r="${n(10 + r() * 14)}" fill="#3f6a38"/>`).join('')}`, 'gold');
  },
  'rice-field': scene('mist', (r, h) => `${clouds(r, 6, 30, 200, .6)}${ranges(r, h, 320, 400, 3)}${range(7).map((at) => `<path d="M0,${430 + at * 44}Q400,${404 + at * 44} 760,${434 + at * 44}T1280,${420 + at * 44}V720H0Z" fill="${at % 2 ? '#7fae62' : '#b5d2c8'}"/>`).join('')}<g fill="#5a3d2c"><path d="M880,330l100,-70 100,70z" fill="#8a6a3c"/><rect x="900" y="330" width="160" height="80" fill="#c9a878"/><rect x="910" y="410" width="8" height="50"/><rect x="1042" y="410" width="8" height="50"/></g>`),
  'wetland-birds': scene('mist', (r, h) => `${sun(420, 260, 40, h)}${ranges(r, h, 360, 400, 2)}${water(r, 420, h)}${range(24).map((at) => bird(220 + at * 40 + r() * 20, 120 + Math.abs(at - 12) * 11 + r() * 12, 16, at % 3 ? '#d77a86' : '#4a4a55')).join('')}${range(120).map(() => { const x = r() * W; return `<path d="M${n(x)},720Q${n(x + 6)},${n(650 - r() * 60)} ${n(x + 18 - r() * 30)},${n(590 - r() * 60)}" stroke="#55613f" stroke-width="3" fill="none"/>`; }).join('')}`),
  'lenj-sea': scene('day', (r, h) => `${clouds(r, 5, 50, 200, .6)}${water(r, 380, h)}<path d="M0,620Q500,540 1280,640V720H0Z" fill="#e2cfa2"/>${boat(520, 470, 130, '#5a3826', '#f2e6cb')}<g stroke="#6b4630" stroke-width="9" fill="none"><path d="M900,650Q1000,560 1180,590"/>${range(7).map((at) => `<path d="M${920 + at * 40},${650 - at * 4}q10,-60 40,-66"/>`).join('')}</g>`),
  'oak-forest': scene('gold', (r, h) => `${sun(1020, 250, 34, h)}${ranges(r, h, 330, 520, 5)}${range(40).map((at) => { const y = 470 + at * 6; return tree(r, r() * W, y, 60 + at * 2.6, ['#5d6b3f', '#6f7d3f', '#4f5f38'][at % 3]); }).join('')}${[560, 640, 720].map((x) => `<path d="M${x},712v-56m0,20q-20,-6 -22,-26m22,14q18,-6 22,-24" stroke="#9fc06a" stroke-width="5" fill="none"/>`).join('')}`),
  'radio-waves': scene('dusk', (r, h) => `${stars(r, 70, 240)}${range(7).map((at) => `<circle cx="760" cy="210" r="${60 + at * 74}" fill="none" stroke="${['#f2c14e', '#e58f6f', '#b06ab3', '#7cc4d2'][at % 4]}" stroke-width="6" opacity="${n(.6 - at * .07)}"/>`).join('')}${ranges(r, h, 520, 600, 2)}<path d="M720,620L756,210H764L800,620 M732,500H788M742,400H778M750,310H770M728,560L780,440M792,560L740,440" stroke="#0e1020" stroke-width="7" fill="none"/><circle cx="760" cy="204" r="10" fill="#ff6a5a"/>${town(r, 700, h, 90, .5)}`),
  'printing-press': (name) => {
    const r = seeded(name);
    const rollers = [[260, 250, 130], [520, 430, 150], [800, 240, 140], [1060, 440, 120]];
    return page(name, `<rect width="${W}" height="${H}" fill="#22282c"/>${rollers.map(([x, y, s]) => `<circle cx="${x}" cy="${y}" r="${s}" fill="#566068"/><circle cx="${x}" cy="${y}" r="${s - 14}" fill="#7d8991"/><circle cx="${x}" cy="${y}" r="${s * .3}" fill="#39424a"/>`).join('')}<path d="M-20,120Q180,90 260,120A130,130 0 0 1 390,250Q390,420 520,580A150,150 0 0 0 670,430Q680,260 800,100A140,140 0 0 1 940,240Q950,420 1060,560T1300,600" stroke="#f1ece0" stroke-width="44" fill="none"/>${range(60).map((at) => `<rect x="${n(at * 22)}" y="${n(112 + Math.sin(at) * 3)}" width="14" height="3" fill="#555" opacity="${at < 12 ? .7 : 0}"/>`).join('')}<rect y="650" width="${W}" height="70" fill="#14181b"/>${r() > 2 ? '' : person(120, 690, 210, '#0d1012')}`, 'dusk');
  },
  'bazaar-arches': scene('gold', vault),
  'price-graph': (name) => {
    const r = seeded(name);
    const path = (start, slope) => range(25).map((at) => `${at ? 'L' : 'M'}${100 + at * 45},${n(start + slope * at + (r() - .5) * 50)}`).join('');
    return page(name, `<rect width="${W}" height="${H}" fill="#f5f2ea"/>${range(7).map((at) => `<path d="M80,${100 + at * 85}H1220" stroke="#d8d2c4" stroke-width="2"/>`).join('')}${range(20).map((at) => `<rect x="${104 + at * 56}" y="${n(610 - 40 - r() * 120)}" width="30" height="${n(40 + r() * 110)}" fill="#0b5a6b" opacity=".16"/>`).join('')}<path d="${path(540, -15)}" stroke="#0b5a6b" stroke-width="9" fill="none" stroke-linejoin="round"/><path d="${path(190, 10)}" stroke="#c0702f" stroke-width="9" fill="none" stroke-linejoin="round"/><path d="M80,610H1220" stroke="#1b1b1b" stroke-width="4"/>`, 'mist');
  },
};

export const CLIPS = {
  waves: { frames: 96, draw: (name, time) => { const r = seeded(name); return page(name, `${sun(900, 300, 36, 'gold')}${clouds(r, 5, 40, 200, .5, time * .05)}${water(r, 360, 'gold', time)}${boat(420 + time * 120, 420 + Math.sin(time * 12.6) * 5, 44, '#3b2430', '#f7e2bd')}`, 'gold'); }, lines: ['دریا در آغاز عصر آرام است.', 'قایقی از کرانه دور می‌شود.', 'موج‌ها تا غروب ادامه دارند.'] },
  'kite-flight': { frames: 96, draw: (name, time) => { const r = seeded(name); const t = time * 6.283; return page(name, `${clouds(r, 7, 60, 320, .7, time * .08)}${ranges(r, 'day', 540, 650, 3)}<path d="M${n(640 + Math.sin(t) * 90)},${n(240 + Math.cos(t * 2) * 30)}Q560,470 420,660" stroke="#fff" stroke-width="2" fill="none"/>${kite(640 + Math.sin(t) * 90, 220 + Math.cos(t * 2) * 30, 80, ['#b3261e', '#f2c14e'], Math.sin(t) * 16)}${person(410, 700, 100, '#24343a')}`, 'day'); }, lines: ['باد از سمت کوه می‌وزد.', 'بادبادک بالا می‌رود.', 'نخ در دست کودک می‌لرزد.'] },
  'clouds-over-city': { frames: 96, draw: (name, time) => { const r = seeded(name); const sky = clouds(seeded('a'), 9, 60, 300, .75, time * .12); return page(name, `${sky}${ranges(r, 'day', 380, 430, 2)}${town(r, 580, 'day', 220, .06)}<rect y="650" width="${W}" height="70" fill="#2f5058"/>`, 'day'); }, lines: ['ابرها از روی شهر می‌گذرند.', 'آفتاب گاهی بر بام‌ها می‌افتد.', 'عصر، هوا صاف می‌شود.'] },
};
