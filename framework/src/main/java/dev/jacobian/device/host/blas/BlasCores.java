package dev.jacobian.device.host.blas;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The names of the processors that OpenBLAS has kernels for, by the width of their vectors. Source:
 * OpenBLAS, {@code TargetList.txt} and {@code driver/others/dynamic*.c}.
 */
final class BlasCores {
  /** What OpenBLAS calls a processor that it has no kernels for. */
  private static final String UNKNOWN = "unknown";

  private static final int SSE = 128;
  private static final int AVX = 256;
  private static final int AVX_512 = 512;

  private static final Map<String, Integer> BITS = new HashMap<>();

  static {
    put(AVX_512, List.of("SkylakeX", "Cooperlake", "SapphireRapids"));
    put(AVX, List.of("Haswell", "Zen", "Sandybridge", "Excavator"));
    put(AVX, List.of("Bulldozer", "Piledriver", "Steamroller"));
    put(SSE, List.of("Prescott", "Core2", "Penryn", "Dunnington", "Nehalem", "Atom", "Nano"));
    put(SSE, List.of("Katmai", "Coppermine", "Northwood", "Banias", "Athlon", "Opteron"));
    put(SSE, List.of("Opteron_SSE3", "Barcelona", "Bobcat"));
  }

  private BlasCores() {}

  private static void put(int bits, List<String> cores) {
    cores.forEach(core -> BITS.put(key(core), bits));
  }

  /** OpenBLAS writes the same name in several ways: {@code Zen}, {@code ZEN}. */
  private static String key(String core) {
    return core.strip().toLowerCase(Locale.ROOT);
  }

  /** Returns whether OpenBLAS knew the processor, whatever it calls it. */
  static boolean isNamed(String core) {
    return !core.isBlank() && !key(core).equals(UNKNOWN);
  }

  /** Returns the width of a core's vectors in bits; empty for cores other than x86's. */
  static Optional<Integer> vectorBits(String core) {
    return Optional.ofNullable(BITS.get(key(core)));
  }

  /**
   * Returns whether a core has kernels for small products besides those for packed operands.
   * Source: OpenBLAS, {@code kernel/x86_64/*_small_kernel_permit_skylakex.c}; the others' are no
   * faster.
   */
  static boolean multipliesDirectly(String core) {
    return vectorBits(core).equals(Optional.of(AVX_512));
  }
}
