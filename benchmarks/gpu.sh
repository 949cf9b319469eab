#!/bin/sh
# Tests and measures Jacobian on an NVIDIA GPU, on a machine that needs no Java, no Maven and no network.
#
#   benchmarks/gpu.sh pack [DIR]    where Jacobian is built: makes DIR (benchmarks/target/gpu), which is carried there
#   DIR/gpu.sh [--short] [PART...]  where the GPU is: runs all parts, or those named
#
#   doctor     driver, GPU, NVRTC, cuBLAS: what was found, and what is missing with the command that helps
#   kit        the adapters' compatibility kit on the GPU
#   sanitizer  parts of the kit under NVIDIA's compute-sanitizer: reads and writes, races, barriers
#   bench      W1, W2, W4, W5, W9, W10 in float32 beside PyTorch eager, torch.compile and CUDA graphs, in turns
#   tf32       W2 and W10 with products in TF32, likewise
#
# --short shows in a moment that the parts run: a few tests, a few workloads, no figures that mean something.
# The last lines say which parts passed, failed or were skipped, and why; the exit status is 1 if one failed.
#
#   BENCHMARK_PYTHON         the Python with PyTorch; else python3, where it has PyTorch
#   JACOBIAN_CUDA_LIBRARIES  the folder of cuBLAS and NVRTC, where they are not in a usual place
#   BENCHMARK_ONLY           the workloads of bench, such as W1,W10
#   JAVA_OPTS                more options for Java
set -u

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)

pack() {
  root=$(dirname -- "$here")
  folder=${1:-$here/target/gpu}
  (cd "$root" && mvn -B -q -ntp -Dquick -DskipTests -pl benchmarks -am package) || exit 1
  exec java -cp "$here/target/quick/classes" dev.jacobian.benchmarks.pack.Pack "$folder" \
    "$here/target/quick/classes:$(cat "$here/target/quick/gpu.class-path")" "$here/gpu.sh"
}

if [ "${1:-}" = pack ]; then
  shift
  pack "$@"
fi

short=
parts=
for word in "$@"; do
  case $word in
    --short) short=--short ;;
    doctor | kit | sanitizer | bench | tf32) parts="$parts $word" ;;
    *)
      echo "gpu.sh: there is no part $word; parts are doctor, kit, sanitizer, bench, tf32" >&2
      exit 2
      ;;
  esac
done
[ -f "$here/runtime.tar.gz" ] || {
  echo "gpu.sh: there is no runtime.tar.gz beside $0; make a folder by benchmarks/gpu.sh pack" >&2
  exit 2
}

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
tar -xzf "$here/runtime.tar.gz" -C "$work" || exit 1
mkdir "$work/tmp"

export JACOBIAN_KERNELS_CACHE="${JACOBIAN_KERNELS_CACHE:-$work/kernels}"
export BENCHMARK_DEVICE=cuda
python=${BENCHMARK_PYTHON:-python3}
# Where PyTorch came with cuBLAS and NVRTC, they are taken from there.
if [ -z "${VIRTUAL_ENV:-}" ] && "$python" -c 'import torch' >/dev/null 2>&1; then
  VIRTUAL_ENV=$("$python" -c 'import sys; print(sys.prefix)') && export VIRTUAL_ENV
fi

# Worker processes get these too.
export JDK_JAVA_OPTIONS="-Dorg.bytedeco.javacpp.cachedir=$work/javacpp -Dorg.bytedeco.javacpp.platform.extension= \
-Dorg.bytedeco.javacpp.maxphysicalbytes=0 -Djna.tmpdir=$work/tmp \
-Dslf4j.internal.verbosity=WARN -Dslf4j.provider=ch.qos.logback.classic.spi.LogbackServiceProvider ${JAVA_OPTS:-}"

summary=
failed=0

note() {
  summary="$summary
$1: $2"
}

wanted() {
  case " $parts " in
    '  ' | *" $1 "*) printf '\n== %s\n\n' "$1" ;;
    *) return 1 ;;
  esac
}

# Runs a command for a part. Its status is written to a file, since a pipe would hide it.
part() {
  name=$1
  shift
  { "$@" 2>&1; echo $? >"$work/status"; } | grep --line-buffered -v '^NOTE: Picked up JDK_JAVA_OPTIONS'
  status=$(cat "$work/status")
  if [ "$status" -eq 0 ]; then
    note "$name" passed
  else
    note "$name" "FAILED with exit status $status"
    failed=1
  fi
}

# Runs Java; under the program that `under` names, if it names one.
under=
run() {
  # shellcheck disable=SC2086
  $under "$work/runtime/bin/java" --enable-native-access=ALL-UNNAMED -cp "$here/lib/*" "$@"
}

kit=dev.jacobian.device.cuda.DeviceKit
junit='org.junit.platform.console.ConsoleLauncher execute --disable-banner --details=summary --fail-if-no-tests'

# A class of the kit by its name there.
of_kit() {
  echo "--select-unique-id=[engine:junit-jupiter]/[class:$kit]/[nested-class:$1]"
}

# Runs classes of the kit under a tool of the sanitizer.
sanitize() {
  tool=$1
  shift
  classes=
  for class in "$@"; do
    classes="$classes $(of_kit "$class")"
  done
  under="$sanitizer --tool $tool --error-exitcode 9"
  # shellcheck disable=SC2086
  part "sanitizer $tool" run $junit $classes
  under=
}

# Whatever is wanted, what was found is said first.
printf '== doctor\n\n'
command -v nvidia-smi >/dev/null && nvidia-smi
run dev.jacobian.cli.Main doctor >"$work/doctor" 2>&1
grep -v '^NOTE: Picked up JDK_JAVA_OPTIONS' "$work/doctor"
missing=
if grep -q '^auto .*would choose cuda' "$work/doctor"; then
  note doctor passed
else
  missing='no GPU can be used; the doctor says why'
  note doctor "FAILED, $missing"
  failed=1
fi

if wanted kit; then
  if [ -n "$missing" ]; then
    note kit "skipped, $missing"
  elif [ -n "$short" ]; then
    # shellcheck disable=SC2046,SC2086
    part kit run $junit $(of_kit Transfers) $(of_kit Holds)
  else
    # shellcheck disable=SC2086
    part kit run $junit --select-class=$kit
  fi
fi

if wanted sanitizer; then
  if [ -n "$missing" ]; then
    note sanitizer "skipped, $missing"
  else
    sanitizer=$(command -v compute-sanitizer || ls /usr/local/cuda/bin/compute-sanitizer 2>/dev/null)
    if [ -z "$sanitizer" ]; then
      note sanitizer 'skipped, there is no compute-sanitizer (it is a part of the CUDA toolkit)'
    else
      if [ -n "$short" ]; then
        sanitize memcheck Holds
        sanitize racecheck Holds
        sanitize synccheck Holds
      else
        # Threads share memory, and wait for each other, in reductions and scans.
        sanitize memcheck Reductions Layout Indexing Matmul
        sanitize racecheck Reductions Fused
        sanitize synccheck Reductions Fused
      fi
    fi
  fi
fi

# Measures the workloads of a list; all if it is empty.
bench() {
  run "-Dbenchmark.python=${BENCHMARK_PYTHON:-}" "-Dbenchmark.only=$1" dev.jacobian.benchmarks.Gpu $short
}

if wanted bench; then
  if [ -n "$missing" ]; then
    note bench "skipped, $missing"
  else
    part bench bench "${BENCHMARK_ONLY:-${short:+W1}}"
  fi
fi

if wanted tf32; then
  if [ -n "$missing" ]; then
    note tf32 "skipped, $missing"
  elif [ -n "$short" ]; then
    note tf32 'skipped, since --short measures nothing'
  else
    export JACOBIAN_CUDA_TF32=true
    part tf32 bench W2,W10
  fi
fi

printf '\n== summary\n%s\n' "$summary"
exit $failed
