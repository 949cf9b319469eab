package dev.jacobian.device.host.blas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What the system tells of the processor; only Linux does so in a file.
 *
 * @param vectorBits the widest vectors that compute floating-point numbers, in bits; 0 if unknown
 * @param flopsPerCycle float32 operations that one processor starts in a cycle, a fused
 *     multiply-add counting as two; 0 if unknown
 * @param megahertz the clock, without boost; 0 if unknown
 */
public record Processor(int vectorBits, int flopsPerCycle, double megahertz) {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
  private static final Processor UNKNOWN = new Processor(0, 0, 0);

  /** AMD's Zen 4: its vectors of 512 bits take two cycles. */
  private static final String ZEN_4_FAMILY = "25";

  private static final int FLOAT_BITS = 32;

  /** Returns what is known of this machine's processor. */
  public static Processor find() {
    if (!Files.isReadable(CPUINFO)) {
      return UNKNOWN;
    }
    try {
      return parse(Files.readAllLines(CPUINFO));
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  /** Reads the lines {@code name : value} of the first processor. */
  static Processor parse(List<String> lines) {
    Map<String, String> first = new HashMap<>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        first.putIfAbsent(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
    Set<String> flags = new HashSet<>(Arrays.asList(first.getOrDefault("flags", "").split(" +")));
    double megahertz = number(first.getOrDefault("cpu MHz", ""));
    if (flags.containsAll(Set.of("avx512f", "avx512bw", "avx512dq", "avx512vl"))) {
      boolean isHalved = ZEN_4_FAMILY.equals(first.get("cpu family"));
      return new Processor(512, fused(isHalved ? 256 : 512), megahertz);
    }
    if (flags.contains("avx")) {
      boolean fuses = flags.contains("fma");
      return new Processor(256, fuses ? fused(256) : fused(256) / 2, megahertz);
    }
    return flags.contains("sse2")
        ? new Processor(128, fused(128) / 2, megahertz)
        : new Processor(0, 0, megahertz);
  }

  /** Returns the operations of two units that multiply and add vectors. */
  private static int fused(int bits) {
    return 2 * 2 * bits / FLOAT_BITS;
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Returns the float32 operations per second of some processors at their clock, if known. */
  public OptionalDouble peakFlops(int processors) {
    double peak = flopsPerCycle * megahertz * 1e6 * processors;
    return peak > 0 ? OptionalDouble.of(peak) : OptionalDouble.empty();
  }
}
