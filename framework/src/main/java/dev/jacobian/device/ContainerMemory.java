package dev.jacobian.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The memory that Linux lets the processes of a container (a control group) have, which is often
 * less than the machine's. Read from files, since Java's own way to it takes 50 ms at first.
 */
public final class ContainerMemory {
  private static final int HIERARCHY_PARTS = 3;

  private ContainerMemory() {}

  /** Returns the limit in bytes, or empty if there is none, or the system is not Linux. */
  public static OptionalLong limit() {
    return limit(Path.of("/proc/self/cgroup"), Path.of("/sys/fs/cgroup"));
  }

  /**
   * Returns the smallest limit of a group and those around it.
   *
   * @param groups lines {@code number:controllers:path}, as the system writes them of a process
   * @param root the folder in which the groups of version 2 are folders, and of version 1 those of
   *     the controller {@code memory} in a folder of that name
   */
  static OptionalLong limit(Path groups, Path root) {
    if (!Files.isReadable(groups)) {
      return OptionalLong.empty();
    }
    try (Stream<String> lines = Files.lines(groups)) {
      return lines.flatMapToLong(line -> limits(line, root)).min();
    } catch (IOException e) {
      // Memory is then what the machine has.
      return OptionalLong.empty();
    }
  }

  private static LongStream limits(String line, Path root) {
    String[] parts = line.split(":", HIERARCHY_PARTS);
    if (parts.length < HIERARCHY_PARTS) {
      return LongStream.empty();
    }
    if (parts[1].isEmpty()) {
      return limits(root, parts[2], "memory.max");
    }
    return Stream.of(parts[1].split(",")).anyMatch("memory"::equals)
        ? limits(root.resolve("memory"), parts[2], "memory.limit_in_bytes")
        : LongStream.empty();
  }

  /** Inside of a container the path may be the host's; then only the root of it is there. */
  private static LongStream limits(Path root, String path, String file) {
    LongStream.Builder limits = LongStream.builder();
    Path named = root.resolve(path.substring(Math.min(1, path.length()))).normalize();
    Path group = named.startsWith(root) ? named : root;
    while (group != null && group.startsWith(root)) {
      read(group.resolve(file)).ifPresent(limits);
      group = group.getParent();
    }
    return limits.build();
  }

  /** The word {@code max}, and a number of more than 63 bits, are no limit. */
  private static OptionalLong read(Path file) {
    if (!Files.isReadable(file)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
