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
readonly NODE=20.10

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
  # Its speed matters less than the time it takes to compile.
  local -x CARGO_TARGET_DIR=$TOOLS/build CARGO_PROFILE_RELEASE_OPT_LEVEL=1
  local -a install=(cargo install --quiet --force --root "$TOOLS" --version "=$version" wasm-bindgen-cli)
  "${install[@]}" || attempt "Check the network: cargo fetches its packages. \
If a library does not compile, install a C compiler; on Debian: apt-get install -y gcc libc6-dev" \
    "${install[@]}" --locked
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

is_debian() { grep -qx 'ID=debian' /etc/os-release 2>/dev/null; }

# Sets CHROMIUM and CHROMEDRIVER: from the environment, from the PATH, or from Debian's packages.
need_browser() {
  local how="Install Chromium and its driver: on Debian as root, apt-get install -y chromium chromium-driver; elsewhere \
https://googlechromelabs.github.io/chrome-for-testing has both. Or name those you have: \
CHROMIUM=/path/to/chromium CHROMEDRIVER=/path/to/chromedriver ./build.sh test"
  find_browser
  if [[ -z $CHROMIUM || -z $CHROMEDRIVER ]] && is_debian && ((EUID == 0)) && have apt-get; then
    say "Installing Chromium and its driver with apt"
    attempt "Check the network, or /etc/apt/sources.list." apt-get update -qq
    attempt "$how" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      chromium chromium-driver </dev/null
    find_browser
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

find_browser() {
  CHROMIUM=${CHROMIUM:-$(first_of chromium chromium-browser google-chrome google-chrome-stable)}
  CHROMEDRIVER=${CHROMEDRIVER:-$(first_of chromedriver)}
}

# First whole number with a point after it: the browser's major version.
major_of() { [[ $1 =~ ([0-9]+)\. ]] && printf '%s' "${BASH_REMATCH[1]}"; }

# ---------------------------------------------------------------------------------------------------------------------
# Building

build_wasm() {
  # -O2 keeps the products' loops as the compiler unrolled them.
  build_module run -O2
  build_module paint -Oz
}

# build_module ROLE SHRINK: the library with the feature ROLE alone, as target/wasm/ROLE.js and ROLE_bg.wasm.
build_module() {
  local role=$1 shrink=$2
  say "Compiling the module to $role in the browser"
  attempt "The compiler's message above says where." cargo build --profile "wasm-$role" --lib --target "$WASM" \
    --no-default-features --features "$role"
  local compiled=target/$WASM/wasm-$role/facelike.wasm made=target/wasm-bindgen/$role
  fresh "target/wasm/${role}_bg.wasm" "$compiled" Cargo.lock build.sh && return
  rm -rf "$made"
  attempt "Start afresh: ./build.sh clean" wasm-bindgen --target web --out-name "$role" --out-dir "$made" "$compiled"
  # The features are those that Rust's wasm target and .cargo/config.toml switch on, relaxed SIMD never: it would
  # change bits.
  attempt "Start afresh: ./build.sh clean" node_modules/.bin/wasm-opt "$shrink" --strip-debug --strip-producers \
    --enable-simd --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext \
    --enable-mutable-globals --enable-reference-types --enable-multivalue \
    "$made/${role}_bg.wasm" -o "$made/${role}_bg.opt.wasm"
  mkdir -p target/wasm
  mv "$made/$role.js" target/wasm/
  mv "$made/${role}_bg.opt.wasm" "target/wasm/${role}_bg.wasm"
  touch "target/wasm/${role}_bg.wasm"
}

build_web() {
  fresh target/web/lab.js www/lab package.json package-lock.json target/wasm/run.js target/wasm/paint.js && return
  say "Bundling the page's script"
  attempt "The bundler's message above says where." npm run --silent bundle
}

build_site() {
  say "Compiling the command line"
  attempt "The compiler's message above says where." cargo build --release --bin facelike
  [[ -e dist/index.html ]] &&
    fresh "$STAMPS/site" target/release/facelike target/web/lab.js target/wasm www && return
  say "Writing the page to dist/"
  mkdir -p "$STAMPS"
  # Stamped with the time it began, so that a file changed meanwhile is taken next time.
  touch "$STAMPS/site.begun"
  rm -rf dist
  attempt "The message above says which file." target/release/facelike site --out dist
  mv "$STAMPS/site.begun" "$STAMPS/site"
}

build() {
  need_rust
  need_npm_packages
  need_wasm_bindgen
  build_wasm
  build_web
  build_site
}

# ---------------------------------------------------------------------------------------------------------------------
# Targets

# A part of the tests, and how long it took; the first that fails ends them.
TOLD=""
part() {
  local name=$1 begun=$SECONDS
  shift
  say "Tests: $name"
  "$@" || fail "the tests stopped at: $name (passed before:${TOLD:- none})"
  TOLD+=" $name $((SECONDS - begun)) s;"
}

test_native() { cargo test --quiet --no-fail-fast; }

# The native tests have just written target/digests.txt, which these compare with. Not with --release: its whole-program
# optimisation makes cargo compile the library in two ways into one file (libfacelike.rlib), at odds with each other.
test_wasm() {
  # The runner knows the driver from CHROMEDRIVER, the browser only from the driver's options.
  node -e '
    const options = JSON.parse(require("node:fs").readFileSync("webdriver.json", "utf8"));
    options["goog:chromeOptions"].binary = process.env.CHROMIUM;
    require("node:fs").writeFileSync("target/webdriver.json", JSON.stringify(options));
  ' &&
    WASM_BINDGEN_TEST_WEBDRIVER_JSON=$PWD/target/webdriver.json WASM_BINDGEN_TEST_TIMEOUT=900 \
      WASM_BINDGEN_TEST_ONLY_WEB=1 cargo test --target "$WASM" --test wasm -- --nocapture
}

# run_node FILES...: one file after the other, since two browsers at once would disturb each other's times.
run_node() { node --test --test-reporter=spec --test-concurrency=1 "$@"; }

test_scripts() {
  local -a files
  shopt -s nullglob
  files=(tests/unit/*.test.mjs tests/size.test.mjs)
  shopt -u nullglob
  run_node "${files[@]}"
}

test_page() { run_node tests/browser/*.test.mjs; }

# The encoder is made by a command of ours; made anew it must be the file that is shipped.
test_encoder() {
  target/release/facelike encoder --out target/encoder.bin && cmp target/encoder.bin src/models/encoder.bin
}

target_test() {
  local full=""
  if [[ ${1:-} == --full ]]; then
    full=1
    shift
  fi
  (($# == 0)) || { usage_error "test takes only --full, not \`$1\`"; }
  local begun=$SECONDS
  build
  need_browser
  TOLD=" build $((SECONDS - begun)) s;"
  if [[ -n $full ]]; then
    export FACELIKE_FULL=1
    part "format, lints and types" target_check
  fi
  part "native" test_native
  part "scripts and sizes" test_scripts
  part "the module in Chromium" test_wasm
  part "the page in Chromium" test_page
  [[ -z $full ]] || part "the encoder made anew" test_encoder
  say "All tests passed in $((SECONDS - begun)) s:${TOLD%;}"
}

target_check() {
  need_rust
  need_npm_packages
  need_wasm_bindgen
  local how="The message above says where."
  say "Checking the format of the Rust code"
  attempt "To format it: cargo fmt" cargo fmt --check
  say "Checking the Rust code for mistakes, natively and for the browser"
  attempt "$how" cargo clippy --quiet --all-targets -- -D warnings
  # The browser's tests include this file, which the native tests write; for lints an empty one will do.
  [[ -e target/digests.txt ]] || { mkdir -p target && : >target/digests.txt; }
  attempt "$how" cargo clippy --quiet --target "$WASM" --lib --test wasm -- -D warnings
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
  need_rust
  say "Timing the products, a training step and the face judge natively"
  attempt "The message above says where." cargo bench --bench native
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

target_clean() {
  say "Removing target/, node_modules/ and dist/"
  rm -rf target node_modules dist
}

readonly TARGETS="serve, build, test, check, bench, clean, help"

target_help() {
  cat <<'HELP'
./build.sh TARGET

  serve         build, and serve dist/ on http://localhost:8000 (PORT=N for another port)
  build         install what is missing and write the page to dist/
  test          build, and run the tests: native, scripts, module and page in Chromium (about ten minutes)
  test --full   these with more seeds, check, and the encoder made anew
  check         format, lints and types
  bench         time the kernels natively
  clean         remove all that was built and installed here
  help          this text

CHROMIUM and CHROMEDRIVER name a browser and its driver that are not on the PATH.
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
    serve | build | check | bench | clean | help | -h | --help)
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
