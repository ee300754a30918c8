/** The shapes shared by the files of the lab: descriptions, messages between page and worker, the wasm module. */

export type Pair = [name: string, text: string];

export interface Option {
  id: string;
  label: string;
}

interface ControlBase {
  id: string;
  label: string;
  help: string;
  /** Whether it can change in mid-run; otherwise a change starts the run over. */
  live: boolean;
  unit: string;
}

export interface Slider extends ControlBase {
  kind: 'slider';
  min: number;
  max: number;
  default: number;
  log: boolean;
  whole: boolean;
}

export interface Choice extends ControlBase {
  kind: 'choice';
  default: string;
  options: Option[];
}

export interface Toggle extends ControlBase {
  kind: 'toggle';
  default: 'on' | 'off';
}

export interface PressButton extends ControlBase {
  kind: 'button';
}

/** A small grey picture; its values are those of picture.js. */
export interface ImageControl extends ControlBase {
  kind: 'image';
  default: string;
  width: number;
  height: number;
  levels: number;
}

/** What is measured along one side of a line. */
export interface Span {
  label: string;
  unit: string;
  min: number;
  max: number;
}

/** A few points that a reader draws or types; its values are those of points.js. */
export interface LineControl extends ControlBase {
  kind: 'line';
  default: string;
  x: Span;
  y: Span;
  /** Points of a drawn line, evenly over x; 0 where they are typed and not drawn. */
  drawn: number;
  /** Most points. */
  most: number;
}

export type Control = Slider | Choice | Toggle | PressButton | ImageControl | LineControl;

export interface ReadoutSpec {
  id: string;
  label: string;
  unit: string;
  help: string;
  decimals: number;
}

/** An experiment's description, as `facelike list --json` prints it. */
export interface Description {
  id: string;
  title: string;
  claim: string;
  predict: string;
  limits: string;
  chapter: number;
  program: import('./modules.js').Program;
  controls: Control[];
  readouts: ReadoutSpec[];
}

export interface Reading {
  id: string;
  label: string;
  value: number | null;
  unit: string;
  why?: string;
}

export interface Stage {
  label: string;
  done: number;
  total: number;
  watch: boolean;
}

/** What `Run.told` gives. */
export interface Told {
  readouts: Reading[];
  stage: Stage;
  sentence: string;
}

/** What `Run.json` gives, as far as the page uses it. */
export interface Report {
  charts: {
    id: string;
    title: string;
    x: { label: string; unit: string };
    y: { label: string; unit: string };
    series: { id: string; label: string; kind: 'line' | 'points' | 'bars' | 'band'; points: number[][] }[];
  }[];
  readouts: Reading[];
  sentence: string;
  digest: string;
}

/** From the page to a run. `seq` numbers what changes the run, so that a frame tells what it has seen. */
export type Order =
  | { kind: 'open'; experiment: string; pairs: Pair[]; speed: number }
  | { kind: 'set'; control: string; text: string; seq: number }
  | { kind: 'reseed'; text: string; seq: number }
  | { kind: 'step'; seq: number }
  | { kind: 'reset'; seq: number }
  | { kind: 'seek'; tick: number; seq: number }
  | { kind: 'run' | 'prepare' | 'pause' | 'painted' | 'ping' | 'close' }
  | { kind: 'encoder'; bytes: ArrayBuffer }
  | { kind: 'speed'; speed: number }
  | { kind: 'ask'; what: 'digest' | 'csv' | 'json' | 'pictures'; request: number };

/** What there is to see at a tick. */
export interface Frame {
  kind: 'frame';
  /** The figure in the bytes that `Painter.show` takes; its buffer is transferred. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The same in words: what `Run.told` gives. */
  told: string;
  tick: number;
  /** The last tick reached since the run started over: how far scrubbing goes. */
  reached: number;
  /** `running`, `done`, or why it cannot go on. */
  status: string;
  playing: boolean;
  watch: boolean;
  /** Names and texts of a link to this state. */
  pairs: Pair[];
  /** The controls as they are now. */
  settings: Pair[];
  /** Ticks a second, measured; 0 while nothing moves. */
  rate: number;
  /** The last `seq` taken into account. */
  seen: number;
}

/** From a run to the page. */
export type Notice =
  | { kind: 'ready' }
  | { kind: 'pong' }
  | { kind: 'waits' }
  | Frame
  | { kind: 'catching'; tick: number; target: number }
  | { kind: 'problems'; messages: string[]; seq: number }
  | { kind: 'answer'; request: number; text: string }
  | { kind: 'error'; message: string };

/** The classes of the wasm module that runs: see src/web/run.rs. */
export interface Run {
  problems(): string[];
  step(): boolean;
  /** Whether the next tick needs the encoder, which has not been given. */
  waits(): boolean;
  behind(): boolean;
  watch(): boolean;
  status(): string;
  set(control: string, text: string): boolean;
  reseed(text: string): void;
  reset(): void;
  seek(tick: number): void;
  tick(): number;
  pairs(): string[];
  settings(): string[];
  frame(): Uint8Array<ArrayBuffer>;
  told(): string;
  digest(): string;
  json(): string;
  csv(): string;
  pictures(): string;
  free(): void;
}

/** The class of the wasm module that paints: see src/web/painter.rs. */
export interface Painter {
  show(frame: Uint8Array): void;
  height(width: number): number;
  paint(canvas: HTMLCanvasElement, width: number, ratio: number, theme: string): void;
  free(): void;
}

/** The class of the wasm module that reads off values: see src/web/read.rs. */
export interface Reader {
  show(frame: Uint8Array): void;
  read(width: number, way: number, x: number, y: number): string;
  free(): void;
}

/** What a figure lets its parts do that are fetched later. */
export interface Host {
  description: Description;
  canvas: HTMLCanvasElement;
  /** Width of the picture in CSS pixels. */
  width(): number;
  theme(): string;
  /** What is on show; null where there is only the still. */
  frame(): Frame | null;
  /** The state, also of a run that is put away. */
  pairs(): Pair[];
  /** The digest, a report or the images of the state, once it has been reached. */
  ask(what: 'digest' | 'csv' | 'json' | 'pictures'): Promise<string>;
  /** Another run of the same experiment. */
  run(pairs: Pair[], listener: import('./runner.js').Listener): import('./runner.js').Runner;
  pool: import('./pool.js').Pool;
  module(role: import('./modules.js').Role): Promise<WebAssembly.Module>;
  /** The address of a state. */
  link(pairs?: Pair[]): string;
  /** Shows another state. */
  open(pairs: Pair[]): void;
  /** Brings the figure's own run back, if there is room. */
  wake(): void;
  /** Says something to a screen reader alone. */
  say(text: string): void;
  guard(act: () => void): void;
}

/** wasm-bindgen's glue for one instance of a module. */
interface Glue {
  default(options: { module_or_path: WebAssembly.Module }): Promise<unknown>;
  initSync(options: { module: WebAssembly.Module }): unknown;
}

export interface RunGlue extends Glue {
  describe(): string;
  provide(encoder: Uint8Array): void;
  Run: new (id: string, names: string[], texts: string[]) => Run;
}

export interface PaintGlue extends Glue {
  Painter: new () => Painter;
}

export interface ReadGlue extends Glue {
  Reading: new () => Reader;
}

export interface SvgGlue extends Glue {
  svg(frame: Uint8Array, theme: string, width: number, title: string): string;
}
