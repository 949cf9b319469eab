# What the launchers of a clone and of the distribution share: they read this file, set what it asks for, and call start.
#
#   args      file of options for Java
#   jar       jar to start from; empty if the options name a class path
#   archive   where the archive of classes is, or may be made
#   example   configuration whose training shows which classes go into it
#   data      rows for its predictions
#   class_path, a function that prints the parts of the class path with a colon between them

fail() {
  printf 'jacobian: %s\n' "$1" >&2
  exit 1
}

# Java

find_java() {
  if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, which has no bin/java. Set it to a Java 17 or newer, or unset it."
  else
    java=$(command -v java) || fail 'there is no java on the PATH. Install Java 17 or newer, or set JAVA_HOME to one.'
  fi
  # Java says in a file what it is; asking the program takes longer.
  release=$(dirname -- "$(readlink -f -- "$java" 2>/dev/null || echo "$java")")/../release
  version=$(sed -n 's/^JAVA_VERSION="\([^"]*\)".*/\1/p' "$release" 2>/dev/null) || version=
  [ -n "$version" ] || version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
  feature=${version%%[!0-9]*}
  [ "${feature:-0}" -ge 17 ] ||
    fail "$java is Java ${version:-of an unknown version}. Set JAVA_HOME to a Java 17 or newer."
  unsafe=
  if [ "$feature" -ge 24 ]; then
    unsafe=--sun-misc-unsafe-memory-access=allow
  fi
}

# Classes

# Java starts in half the time with an archive of the classes that a training loads; from 25 on it holds calls that are
# linked and what the compiler learned too. An archive is good for the Java that made it, known by its release file, and
# for the jars as they are; Java itself ignores one that does not fit. Where none can be made, the copy of the release
# file alone says so, and Java starts without.
archived() {
  cmp -s "$release" "$archive.release" || return 1
  (
    set -f
    IFS=:
    for entry in $(class_path); do
      [ ! "$entry" -nt "$archive.release" ] || exit 1
    done
  )
}

make_archive() (
  run() {
    option=$1
    shift
    "$java" "@$args" $unsafe ${jar:+-cp "$jar"} "$option" dev.jacobian.cli.Main "$@"
  }
  folder=$(dirname -- "$archive")
  [ -f "$release" ] && [ -w "$folder" ] && work=$(mktemp -d "$folder/classes.XXXXXX") || exit
  trap 'rm -rf "$work"' EXIT
  cp "$release" "$work/release"
  unset JACOBIAN_DEVICE JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS
  # Kernels that are kept need no compiler, whose classes would be missing when one is needed.
  export JACOBIAN_KERNELS_CACHE="$work/kernels"
  if [ "$feature" -ge 25 ]; then
    run "-XX:AOTCacheOutput=$work/archive" train "$example" --set device=cpu --out "$work/run"
  else
    # The prediction looks for a device, so that what looks is loaded too. Numbers count within a list alone, and
    # Java 17 crashes at a line that it has read before.
    run "-XX:DumpLoadedClassList=$work/train" train "$example" --set device=cpu --out "$work/run" &&
      run "-XX:DumpLoadedClassList=$work/predict" predict "$work/run" --input "$data" --device auto &&
      sed 's/ id: [0-9]*$//' "$work/train" "$work/predict" | awk '!seen[$0]++' >"$work/list" &&
      "$java" "@$args" $unsafe ${jar:+-cp "$jar"} -Xshare:dump "-XX:SharedClassListFile=$work/list" \
        "-XX:SharedArchiveFile=$work/archive"
  fi >"$work/log" 2>&1 && mv -f "$work/archive" "$archive" || rm -f "$archive"
  mv -f "$work/release" "$archive.release"
)

# Java 17 crashes when a recorder or an agent that wants to see each class as it is loaded meets an archive.
watches_classes() {
  case " ${JAVA_OPTS:-} ${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-} " in
    *FlightRecorder* | *StartFlightRecording* | *' -agent'* | *' -javaagent'*) return 0 ;;
    *) return 1 ;;
  esac
}

# Starts a class with arguments, and does not return.
start() {
  # Only speed is lost without an archive.
  archived || make_archive 2>/dev/null || true
  share=
  quiet=-Xlog:cds=off
  if [ -r "$archive" ] && ! watches_classes; then
    share=-XX:SharedArchiveFile=$archive
    if [ "$feature" -ge 25 ]; then
      share=-XX:AOTCache=$archive
      quiet=-Xlog:aot=off,cds=off
    fi
  fi
  # shellcheck disable=SC2086
  exec "$java" "@$args" $unsafe ${jar:+-cp "$jar"} ${share:+"$share" "$quiet"} ${JAVA_OPTS:-} "$@"
}
