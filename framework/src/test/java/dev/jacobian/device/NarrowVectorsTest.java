package dev.jacobian.device;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.device.host.BackendInC;
import dev.jacobian.kernel.c.CompiledC;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** Convolutions in C for processors with other vectors than this one's. */
class NarrowVectorsTest {
  private static final Map<String, Backend> BACKENDS = new ConcurrentHashMap<>();

  @BeforeEach
  void needsCompiler() {
    CompiledC.assumeCompiler();
    assumeTrue(List.of("amd64", "x86_64").contains(System.getProperty("os.arch")));
  }

  private static Backend without(String vectors) {
    return BACKENDS.computeIfAbsent(
        vectors,
        missing -> {
          try {
            return BackendInC.with(CompiledC.with("-mno-" + missing));
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Nested
  class Of32Bytes extends ConvolutionKit {
    @Override
    Backend backend() {
      return without("avx512f");
    }
  }

  @Nested
  class Of16Bytes extends ConvolutionKit {
    @Override
    Backend backend() {
      return without("avx");
    }
  }
}
