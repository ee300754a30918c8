#!/usr/bin/env bash
# Builds, serves and tests facelike, and installs what that needs; `./build.sh help` lists what it can do.
#
# Everything it makes or fetches lies under target/, node_modules/ and dist/ (and Rust's, npm's and apt's own stores).
# Every step is skipped when what it would make is newer than what it is made from.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly WASM=wasm32-unknown-unknown
readonly TOOLS=target/tools
readonly STAMPS=target/stamps
readonly FACELIKE=target/debug/facelike
readonly NODE=20.10
readonly GECKODRIVER_VERSION=0.37.1
readonly GECKODRIVER_OLDEST=0.36.0
readonly BROWSERS="chromium firefox webkit"

# Our tools before any others, then where rustup puts Rust: a shell may have been started before rustup changed the
# PATH, and a distribution's own cargo knows nothing of rust-toolchain.toml.
PATH="$PWD/$TOOLS/bin:${CARGO_HOME:-${HOME:-/root}/.cargo}/bin:$PATH"
export PATH

say() { printf '\n== %s\n' "$*"; }

fail() {
  printf '\nbuild.sh: %s\n' "$*" >&2
  exit 1
}

# attempt HINT COMMAND...: runs the command and, when it fails, says what to do about it.
attempt() {
  local hint=$1
  shift
  "$@" || fail "\`$*\` failed. $hint"
}

have() { command -v "$1" >/dev/null 2>&1; }

# fresh OUTPUT INPUT...: whether the output is there and nothing among the inputs is newer. Folders are looked into,
# and their own times count, so that a file taken away is noticed.
fresh() {
  local output=$1
  shift
  [[ -e $output && -z $(find "$@" -newer "$output" -print -quit) ]]
}

# ---------------------------------------------------------------------------------------------------------------------
# Tools

need_rust() {
  local how="Install Rust's rustup: curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y"
  have rustup || fail "rustup is missing. $how"
  have cargo || fail "cargo is missing, though rustup is there. $how"
  have cc || fail "a C linker (cc) is missing, and Rust needs one. On Debian: apt-get install -y gcc libc6-dev"
  local channel
  channel=$(sed -n 's/^channel = "\(.*\)"$/\1/p' rust-toolchain.toml)
  local network="Check the network: rustup fetches the toolchain (RUSTUP_DIST_SERVER names another server)."
  if ! rustup toolchain list | grep -q "^$channel"; then
    say "Installing Rust $channel, the version that rust-toolchain.toml names"
    attempt "$network" rustup toolchain install "$channel" --profile minimal \
      --component clippy --component rustfmt --target "$WASM"
  fi
  if ! rustup target list --installed | grep -qx "$WASM"; then
    say "Installing Rust's $WASM target"
    attempt "$network" rustup target add "$WASM"
  fi
}

# The command line must be of the very version of the library: the two share a private format.
need_wasm_bindgen() {
  local version
  version=$(sed -n '/^name = "wasm-bindgen"$/{n;s/^version = "\(.*\)"$/\1/p}' Cargo.lock)
  [[ -n $version ]] || fail "Cargo.lock names no version of wasm-bindgen. Bring it back: git checkout Cargo.lock"
  if [[ $("$TOOLS/bin/wasm-bindgen" --version 2>/dev/null) == "wasm-bindgen $version" &&
    -x $TOOLS/bin/wasm-bindgen-test-runner ]]; then
    return
  fi
  say "Installing wasm-bindgen's command line $version under $TOOLS (a few minutes, once)"
  # Its own lock file has named a release that was taken back, so the newest fitting versions are tried first.
  # Its speed matters less than the time it takes to compile. The default features are for talking to drivers on other
  # machines.
  local -x CARGO_TARGET_DIR=$TOOLS/build CARGO_PROFILE_RELEASE_OPT_LEVEL=0
  local -a install=(cargo install --quiet --force --root "$TOOLS" --version "=$version" --no-default-features
    --bin wasm-bindgen --bin wasm-bindgen-test-runner wasm-bindgen-cli)
  "${install[@]}" || attempt "Check the network: cargo fetches its packages." "${install[@]}" --locked
  rm -rf "$TOOLS/build"
}

need_node() {
  local how="Install Node $NODE or newer: https://nodejs.org/en/download, or on Debian 13: apt-get install -y nodejs npm"
  have node || fail "node is missing. $how"
  local version
  version=$(node --version) || fail "node does not start. $how"
  [[ $(printf 'v%s\n%s\n' "$NODE" "$version" | sort -V | head -n 1) == "v$NODE" ]] ||
    fail "node is $version, which is too old. $how"
  have npm || fail "npm is missing, though node is there. On Debian: apt-get install -y npm"
}

need_npm_packages() {
  need_node
  # A copy of the lock file tells which one the packages were installed from; npm's own times do not.
  cmp -s package-lock.json node_modules/.installed-lock.json && return
  say "Installing the npm packages that package-lock.json names"
  attempt "npm's message above says why: check the network (npm config get registry tells where it fetches from), or \
renew a lock file that does not fit package.json with npm install." npm ci --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/.installed-lock.json
}

# First of the given names that is a command.
first_of() {
  local name
  for name in "$@"; do
    if have "$name"; then
      command -v "$name"
      return
    fi
  done
}

# Debian's packages, where they can be installed; elsewhere nothing, and the caller says what to install.
install_debian() {
  grep -qx 'ID=debian' /etc/os-release 2>/dev/null && ((EUID == 0)) && have apt-get || return 0
  say "Installing $* with apt"
  # Another program that is installing something is waited for.
  local -a apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
  attempt "Check the network, or /etc/apt/sources.list." "${apt[@]}" update
  attempt "apt's message above says why; to see more: apt-get install $*" \
    "${apt[@]}" install -y --no-install-recommends "$@" </dev/null
}

# need_browser NAME: sees to a browser and its driver and exports where they are, each taken from the environment, from
# the PATH, or from Debian's packages.
need_browser() { "need_$1"; }

need_chromium() {
  local how="Install Chromium and its driver: on Debian as root, apt-get install -y chromium chromium-driver; elsewhere \
https://googlechromelabs.github.io/chrome-for-testing has both. Or name those you have: \
CHROMIUM=/path/to/chromium CHROMEDRIVER=/path/to/chromedriver ./build.sh test"
  find_chromium
  if [[ -z $CHROMIUM || -z $CHROMEDRIVER ]]; then
    install_debian chromium chromium-driver
    find_chromium
  fi
  [[ -n $CHROMIUM ]] || fail "Chromium is missing. $how"
  [[ -n $CHROMEDRIVER ]] || fail "chromedriver is missing. $how"
  local browser driver
  browser=$("$CHROMIUM" --version 2>/dev/null) || fail "$CHROMIUM does not start (\`$CHROMIUM --version\`). $how"
  driver=$("$CHROMEDRIVER" --version 2>/dev/null) || fail "$CHROMEDRIVER does not start. $how"
  [[ $(major_of "$browser") == "$(major_of "$driver")" ]] ||
    fail "the driver does not fit the browser: $browser, but $driver. Their first numbers must be equal. $how"
  export CHROMIUM CHROMEDRIVER
}

find_chromium() {
  CHROMIUM=${CHROMIUM:-$(first_of chromium chromium-browser google-chrome google-chrome-stable)}
  CHROMEDRIVER=${CHROMEDRIVER:-$(first_of chromedriver)}
}

need_firefox() {
  local how="Install Firefox: on Debian as root, apt-get install -y firefox-esr; elsewhere https://www.mozilla.org/firefox. \
Or name those you have: FIREFOX=/path/to/firefox GECKODRIVER=/path/to/geckodriver ./build.sh test --browser firefox"
  find_firefox
  if [[ -z $FIREFOX ]]; then
    install_debian firefox-esr
    find_firefox
  fi
  [[ -n $FIREFOX ]] || fail "Firefox is missing. $how"
  "$FIREFOX" --version >/dev/null 2>&1 || fail "$FIREFOX does not start (\`$FIREFOX --version\`). $how"
  if [[ -z $GECKODRIVER ]]; then
    say "Installing geckodriver $GECKODRIVER_VERSION, Firefox's driver, under $TOOLS (a few minutes, once)"
    need_rust
    CARGO_TARGET_DIR=$TOOLS/build CARGO_PROFILE_RELEASE_OPT_LEVEL=0 attempt "Check the network: cargo fetches it. Or \
download it from https://github.com/mozilla/geckodriver/releases. $how" \
      cargo install --quiet --locked --root "$TOOLS" --version "=$GECKODRIVER_VERSION" geckodriver
    rm -rf "$TOOLS/build"
    find_firefox
  fi
  local driver
  # The first line of several; `head` would end the driver before it has said the rest.
  driver=$("$GECKODRIVER" --version 2>/dev/null) || fail "$GECKODRIVER does not start. $how"
  driver=${driver%%$'\n'*}
  # Older ones cannot be told to let tests change what a reader prefers.
  [[ $(printf '%s\n%s\n' "geckodriver $GECKODRIVER_OLDEST" "$driver" | sort -V | head -n 1) == \
    "geckodriver $GECKODRIVER_OLDEST" ]] ||
    fail "$GECKODRIVER is $driver, which is too old: the tests need $GECKODRIVER_OLDEST or newer. \
Take it off the PATH, and one that fits is built; or name one: GECKODRIVER=/path/to/geckodriver"
  export FIREFOX GECKODRIVER
}

find_firefox() {
  FIREFOX=${FIREFOX:-$(first_of firefox-esr firefox)}
  GECKODRIVER=${GECKODRIVER:-$(first_of geckodriver)}
}

# WebKitGTK has no headless mode: it is shown on a display in memory.
need_webkit() {
  local how="Install WebKitGTK's driver and a display in memory for it: on Debian as root, apt-get install -y \
webkit2gtk-driver xvfb xauth; elsewhere the packages that hold WebKitWebDriver and xvfb-run. Or name the driver you have: \
WEBKITDRIVER=/path/to/WebKitWebDriver ./build.sh test --browser webkit"
  find_webkit
  if [[ -z $WEBKITDRIVER ]] || ! have xvfb-run || ! have xauth; then
    install_debian webkit2gtk-driver xvfb xauth
    find_webkit
  fi
  [[ -n $WEBKITDRIVER ]] || fail "WebKitWebDriver is missing. $how"
  have xvfb-run || fail "xvfb-run is missing. $how"
  have xauth || fail "xauth, which xvfb-run needs, is missing. $how"
  "$WEBKITDRIVER" --help >/dev/null 2>&1 || fail "$WEBKITDRIVER does not start. $how"
  export WEBKITDRIVER
}

find_webkit() { WEBKITDRIVER=${WEBKITDRIVER:-$(first_of WebKitWebDriver)}; }

name_of() {
  case $1 in
    chromium) echo Chromium ;;
    firefox) echo Firefox ;;
    webkit) echo WebKitGTK ;;
  esac
}

# First whole number with a point after it: the browser's major version.
major_of() { [[ $1 =~ ([0-9]+)\. ]] && printf '%s' "${BASH_REMATCH[1]}"; }

# ---------------------------------------------------------------------------------------------------------------------
# Building

# The modules that run experiments, each with its own, and those that draw: see Cargo.toml.
readonly PROGRAMS="opening chapter1 chapter2 chapter5 chapter6 faceless"
readonly DRAWERS="paint read svg"

build_wasm() {
  local name job
  local -a jobs=()
  # All at once, since none keeps two cores busy. Cargo has a folder for each profile, so those that draw need not wait
  # for those that run.
  need_wasm_bindgen &
  jobs+=($!)
  for name in $DRAWERS; do compile_module "$name" "$name"; done &
  jobs+=($!)
  for name in $PROGRAMS; do compile_module "$name" "run,$name"; done
  for job in "${jobs[@]}"; do wait "$job" || exit 1; done
  for name in $PROGRAMS; do bind_module "$name" "run,$name" target/wasm; done
  for name in $DRAWERS; do bind_module "$name" "$name" target/wasm; done
  # They share their glue.
  for name in $PROGRAMS; do
    cmp -s "target/wasm-bindgen/run,$name/run.js" target/wasm/run.js ||
      fail "the glue of the module $name is not that of the others: target/wasm-bindgen/run,$name/run.js"
  done
}

# build_module NAME FEATURES FOLDER: the library with these features alone, for the browser, in the folder, as
# NAME_bg.wasm with the glue NAME.js, which is run.js for all that run.
build_module() {
  compile_module "$1" "$2"
  bind_module "$@"
}

runs() { [[ " $PROGRAMS " == *" $1 "* ]]; }

# compile_module NAME FEATURES: as target/wasm-bindgen/FEATURES/facelike.wasm.
compile_module() {
  local name=$1 features=$2 profile=wasm-draw
  runs "$name" && profile=wasm-run
  local compiled=target/$WASM/$profile/facelike.wasm made=target/wasm-bindgen/$features
  say "Compiling the module $name for the browser (features: $features)"
  attempt "The compiler's message above says where." cargo build --profile "$profile" --lib --target "$WASM" \
    --no-default-features --features "$features"
  # Left alone when nothing has changed, so that nothing is made of it again.
  mkdir -p "$made"
  cmp -s "$compiled" "$made/facelike.wasm" || cp "$compiled" "$made/facelike.wasm"
}

# bind_module NAME FEATURES FOLDER
bind_module() {
  local name=$1 glue=$1 made=target/wasm-bindgen/$2 folder=$3
  runs "$name" && glue=run
  fresh "$folder/${name}_bg.wasm" "$made/facelike.wasm" Cargo.lock build.sh && return
  attempt "Start afresh: ./build.sh clean" wasm-bindgen --target web --out-name "$glue" --out-dir "$made" \
    "$made/facelike.wasm"
  # What runs keeps its products' loops as the compiler unrolled them; what draws is to be small. The compiler's
  # functions stay apart: engines make faster code of them, and they compress better.
  local shrink=-O2
  runs "$name" || shrink=-Oz
  # The features are those that Rust's wasm target and .cargo/config.toml switch on, relaxed SIMD never: it would
  # change bits.
  attempt "Start afresh: ./build.sh clean" node_modules/.bin/wasm-opt "$shrink" --strip-debug --strip-producers \
    --one-caller-inline-max-function-size=30 \
    --enable-simd --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext \
    --enable-mutable-globals --enable-reference-types --enable-multivalue \
    "$made/${glue}_bg.wasm" -o "$made/${glue}_bg.opt.wasm"
  mkdir -p "$folder"
  cp "$made/$glue.js" "$folder/"
  mv "$made/${glue}_bg.opt.wasm" "$folder/${name}_bg.wasm"
  touch "$folder/${name}_bg.wasm"
}

build_web() {
  fresh target/web/lab.js www/lab www/page www/style.css package.json package-lock.json \
    target/wasm/{run,paint,read,svg}.js && return
  say "Bundling the page's script"
  attempt "The bundler's message above says where." npm run --silent bundle
}

# The tests' profile, which is optimised too: so it is compiled once.
compile_native() {
  say "Compiling the command line"
  attempt "The compiler's message above says where." cargo build --bin facelike
}

build_site() {
  [[ -e dist/index.html ]] &&
    fresh "$STAMPS/site" "$FACELIKE" target/web/lab.js target/wasm www CHANGELOG.md LICENSE-PROSE && return
  say "Writing the page to dist/"
  mkdir -p "$STAMPS"
  # Stamped with the time it began, so that a file changed meanwhile is taken next time.
  touch "$STAMPS/site.begun"
  rm -rf dist
  attempt "The message above says which file." "$FACELIKE" site --out dist
  mv "$STAMPS/site.begun" "$STAMPS/site"
}

build() {
  need_rust
  need_npm_packages
  # At once, since the last stage of each keeps one core busy; in folders of their own, so neither waits for the other.
  local native
  compile_native &
  native=$!
  build_wasm
  wait "$native" || exit 1
  build_web
  build_site
}

# ---------------------------------------------------------------------------------------------------------------------
# Targets

# A part of the tests, and how long it took. One that fails keeps none of the others from being run.
TOLD=""
FAILED=""
part() {
  local name=$1 begun=$SECONDS
  shift
  say "Tests: $name"
  if ("$@"); then
    TOLD+=" $name $((SECONDS - begun)) s;"
  else
    FAILED+=" $name;"
  fi
}

test_native() { cargo test --quiet --no-fail-fast; }

# The browsers' tests compare with target/digests.txt, which this writes; `test_native` does too.
test_digests() { cargo test --quiet --test digests; }

# test_wasm BROWSER. Not with --release: its whole-program optimisation makes cargo compile the library in two ways into
# one file (libfacelike.rlib), at odds with each other.
test_wasm() {
  local browser=$1 driver
  local -a shown=()
  # The runner takes the first driver that it finds named, and sends WebKitGTK's the same as Safari's. Of the browser it
  # knows what the driver's options say.
  case $browser in
    chromium) driver=CHROMEDRIVER=$CHROMEDRIVER ;;
    firefox) driver=GECKODRIVER=$GECKODRIVER ;;
    webkit)
      driver=SAFARIDRIVER=$WEBKITDRIVER
      shown=(xvfb-run --auto-servernum)
      ;;
  esac
  node -e '
    const { readFileSync, writeFileSync } = require("node:fs");
    const all = JSON.parse(readFileSync("webdriver.json", "utf8"));
    const [name, binary] = {
      chromium: ["goog:chromeOptions", process.env.CHROMIUM],
      firefox: ["moz:firefoxOptions", process.env.FIREFOX],
      webkit: ["webkitgtk:browserOptions"],
    }[process.argv[1]];
    writeFileSync("target/webdriver.json", JSON.stringify({ [name]: { ...all[name], binary } }));
  ' "$browser" &&
    "${shown[@]}" env -u CHROMEDRIVER -u GECKODRIVER -u SAFARIDRIVER "$driver" \
      WASM_BINDGEN_TEST_WEBDRIVER_JSON="$PWD/target/webdriver.json" WASM_BINDGEN_TEST_TIMEOUT=900 \
      WASM_BINDGEN_TEST_ONLY_WEB=1 cargo test --target "$WASM" --test wasm -- --nocapture
}

readonly -a NODE_TEST=(--test --test-reporter=spec)

# The page's tests that measure times: one after the other, since two browsers at once would disturb each other's.
readonly TIMED="faults measured run smooth soak without"

test_scripts() {
  local -a files
  shopt -s nullglob
  files=(tests/unit/*.test.mjs tests/size.test.mjs)
  shopt -u nullglob
  node "${NODE_TEST[@]}" --test-concurrency=1 "${files[@]}"
}

# test_page BROWSER
test_page() {
  local file name
  local -a timed=() rest=()
  for file in tests/browser/*.test.mjs; do
    name=$(basename "$file" .test.mjs)
    if [[ " $TIMED " == *" $name "* ]]; then timed+=("$file"); else rest+=("$file"); fi
  done
  local -x FACELIKE_BROWSER=$1
  local failed=0
  node "${NODE_TEST[@]}" --test-concurrency=2 "${rest[@]}" || failed=1
  node "${NODE_TEST[@]}" --test-concurrency=1 "${timed[@]}" || failed=1
  return "$failed"
}

# The encoder is made by a command of ours; made anew it must be the file that is shipped.
test_encoder() {
  "$FACELIKE" encoder --out target/encoder.bin && cmp target/encoder.bin src/models/encoder.bin
}

target_test() {
  local full="" browser
  local -a browsers=()
  while (($# > 0)); do
    case $1 in
      --full) full=1 ;;
      --browser)
        (($# > 1)) || usage_error "--browser needs a name: ${BROWSERS// /, }"
        [[ " $BROWSERS " == *" $2 "* ]] || usage_error "no browser \`$2\`: there is ${BROWSERS// /, }"
        browsers+=("$2")
        shift
        ;;
      *) usage_error "test takes only --full and --browser NAME, not \`$1\`" ;;
    esac
    shift
  done
  # Of one browser alone is asked what that browser does.
  local all=""
  ((${#browsers[@]} > 0)) && [[ -z $full ]] || all=1
  if ((${#browsers[@]} == 0)); then
    browsers=(chromium)
    [[ -z $full ]] || read -ra browsers <<<"$BROWSERS"
  fi
  local begun=$SECONDS
  build
  # Has the faults that the page's tests ask for.
  build_module opening run,opening,faults target/faults
  for browser in "${browsers[@]}"; do need_browser "$browser"; done
  TOLD=" build $((SECONDS - begun)) s;"
  if [[ -n $full ]]; then
    export FACELIKE_FULL=1
    part "format, lints and types" target_check
  fi
  if [[ -n $all ]]; then
    part "native" test_native
    part "scripts and sizes" test_scripts
  else
    part "the native digests" test_digests
  fi
  for browser in "${browsers[@]}"; do
    part "the module in $(name_of "$browser")" test_wasm "$browser"
    part "the page in $(name_of "$browser")" test_page "$browser"
  done
  [[ -z $full ]] || part "the encoder made anew" test_encoder
  [[ -z $FAILED ]] || fail "tests failed in:${FAILED%;} (passed:${TOLD%;})"
  say "All tests passed in $((SECONDS - begun)) s:${TOLD%;}"
}

target_check() {
  need_rust
  need_npm_packages
  local how="The message above says where."
  say "Checking the format of the Rust code"
  attempt "To format it: cargo fmt" cargo fmt --check
  say "Checking the Rust code for mistakes, natively and for the browser"
  attempt "$how" cargo clippy --quiet --all-targets -- -D warnings
  # The browser's tests include this file, which the native tests write; for lints an empty one will do.
  [[ -e target/digests.txt ]] || { mkdir -p target && : >target/digests.txt; }
  attempt "$how" cargo clippy --quiet --target "$WASM" --features read,svg --lib --test wasm -- -D warnings
  # The scripts' types come from the module's, so that has to be there.
  build_wasm
  say "Checking the scripts: format, lints and types"
  attempt "$how To format them: npx biome check --write" npm run --silent check
  if have shellcheck; then
    say "Checking the shell scripts"
    attempt "$how" shellcheck build.sh .ci/run
  fi
}

target_bench() {
  local -a readme=()
  case ${1:-} in
    "") ;;
    --readme) readme=(--readme) ;;
    *) usage_error "bench takes only --readme, not \`$1\`" ;;
  esac
  need_rust
  need_npm_packages
  need_browser chromium
  build_wasm
  build_module opening run,opening,encoder,bench target/bench
  say "Timing natively"
  attempt "The message above says where." cargo bench --bench native
  say "Timing in Chromium"
  node benches/browser/run.mjs "${readme[@]}"
}

target_serve() {
  local port=${PORT:-8000}
  if ! [[ $port =~ ^[1-9][0-9]{0,4}$ ]] || ((port > 65535)); then
    fail "PORT cannot be \`$port\`: it takes a whole number from 1 to 65535"
  fi
  build
  # Asked first: the server would quietly take another port.
  node -e '
    const server = require("node:net").createServer();
    server.once("error", () => process.exit(1)).listen(Number(process.argv[1]), "localhost", () => server.close());
  ' "$port" || fail "port $port cannot be used, perhaps since another server has it. Take another: PORT=8001 ./build.sh serve"
  say "Serving dist/ until Ctrl-C: open"
  printf 'http://localhost:%s\n' "$port"
  # CORS lets other sites embed the figures; dev mode reads each file anew, so a rebuild shows at once.
  exec node_modules/.bin/sirv dist --port "$port" --cors --dev --quiet
}

target_publish() {
  local to="" base="" repo=""
  while (($# > 0)); do
    (($# > 1)) || usage_error "publish: \`$1\` needs a value"
    case $1 in
      --to) to=$2 ;;
      --base-url) base=$2 ;;
      --repo-url) repo=$2 ;;
      *) usage_error "publish takes --to FOLDER, --base-url URL and --repo-url URL, not \`$1\`" ;;
    esac
    shift 2
  done
  [[ -n $to ]] || usage_error "publish needs --to FOLDER: where the page's files go"
  build
  local -a options=()
  [[ -z $base ]] || options+=(--base-url "$base")
  [[ -z $repo ]] || options+=(--repo-url "$repo")
  local made=target/publish
  attempt "The message above says what." "$FACELIKE" site --out "$made" "${options[@]}"
  say "Copying the page to $to"
  # The page last, when all that it names is there. What an older edition named stays, for those who have it open.
  attempt "Is it a folder that you may write to?" mkdir -p "$to"
  local part
  for part in assets data font stills embed _headers sw.js index.html; do
    attempt "Is it a folder that you may write to?" cp -R "$made/$part" "$to/"
  done
  say "Published in $to"
}

target_clean() {
  say "Removing target/, node_modules/ and dist/"
  rm -rf target node_modules dist
}

readonly TARGETS="serve, build, publish, test, check, bench, clean, help"

target_help() {
  cat <<'HELP'
./build.sh TARGET

  serve         build, and serve dist/ on http://localhost:8000 (PORT=N for another port)
  build         install what is missing and write the page to dist/
  publish --to FOLDER [--base-url URL] [--repo-url URL]
                build, and copy the page to a folder that a server shows, under any path; the addresses are for
                previews of links and for "report a mistake"
  test          build, and run the tests: native, scripts, module and page in Chromium (from nothing about 40 minutes
                on two cores)
  test --full   these with more seeds and in all three browsers, check, and the encoder made anew
  test --browser NAME
                the module and the page in chromium, firefox or webkit alone; with --full, all but in that browser alone
  check         format, lints and types
  bench         time training (beside TensorFlow.js), products, truth and painting in Chromium, and all but painting
                natively; fails if one is slower than it should be
  bench --readme
                the same, and put the table into the README
  clean         remove all that was built and installed here
  help          this text

CHROMIUM and CHROMEDRIVER, FIREFOX and GECKODRIVER, WEBKITDRIVER name browsers and drivers that are not on the PATH.
HELP
}

usage_error() {
  printf 'build.sh: %s\n' "$*" >&2
  exit 2
}

main() {
  local target=${1:-help}
  (($# == 0)) || shift
  case $target in
    test) target_test "$@" ;;
    publish) target_publish "$@" ;;
    bench)
      (($# <= 1)) || usage_error "bench takes at most --readme, not \`$*\`"
      target_bench "$@"
      ;;
    serve | build | check | clean | help | -h | --help)
      (($# == 0)) || usage_error "$target takes nothing more, not \`$1\`"
      case $target in
        build)
          build
          say "Built dist/"
          ;;
        -h | --help) target_help ;;
        *) "target_$target" ;;
      esac
      ;;
    *) usage_error "no target \`$target\`: there is $TARGETS" ;;
  esac
}

main "$@"
