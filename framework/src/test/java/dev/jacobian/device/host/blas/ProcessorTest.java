package dev.jacobian.device.host.blas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorTest {
  private static Processor parse(String family, String flags, String megahertz) {
    return Processor.parse(
        List.of(
            "processor\t: 0",
            "cpu family\t: " + family,
            "cpu MHz\t\t: " + megahertz,
            "flags\t\t: " + flags,
            "power management:",
            "",
            "processor\t: 1",
            "cpu MHz\t\t: 1.0"));
  }

  @ParameterizedTest
  @CsvSource({
    "Skylake and newer, 6, fma avx2 avx512f avx512bw avx512dq avx512vl, 512, 64",
    "Zen 5, 26, fma avx2 avx512f avx512dq avx512bw avx512vl, 512, 64",
    "Zen 4 takes two cycles, 25, fma avx2 avx512f avx512dq avx512bw avx512vl, 512, 32",
    "Zen 3, 25, avx fma avx2, 256, 32",
    "Knights Landing lacks what the kernels need, 6, avx fma avx2 avx512f, 256, 32",
    "Haswell, 6, sse2 avx fma avx2, 256, 32",
    "Sandy Bridge, 6, sse2 avx, 256, 16",
    "Nehalem, 6, sse2 sse4_2, 128, 8",
    "a flag twice, 6, sse2 sse2, 128, 8",
    "something else, 6, fp, 0, 0"
  })
  void vectorsFollowFromTheFlags(String name, String family, String flags, int bits, int flops) {
    assertEquals(new Processor(bits, flops, 2500.5), parse(family, flags, "2500.500"), name);
  }

  @Test
  void linesOfAnotherProcessorAreUnknown() {
    assertEquals(
        new Processor(0, 0, 0),
        Processor.parse(List.of("processor : 0", "Features : fp asimd", "CPU part : 0xd0c")));
    assertEquals(new Processor(0, 0, 0), Processor.parse(List.of()));
  }

  @Test
  void thePeakIsClockTimesOperationsTimesProcessors() {
    assertEquals(OptionalDouble.of(2 * 64 * 3e9), new Processor(512, 64, 3000).peakFlops(2));
    assertEquals(OptionalDouble.empty(), new Processor(512, 64, 0).peakFlops(2));
    assertEquals(OptionalDouble.empty(), new Processor(0, 0, 3000).peakFlops(2));
  }

  @Test
  void aClockThatIsNoNumberIsUnknown() {
    assertEquals(0, parse("6", "avx", "fast").megahertz());
  }

  @Test
  void thisMachineCanBeLookedAt() {
    assertTrue(Processor.find().vectorBits() >= 0);
  }
}
