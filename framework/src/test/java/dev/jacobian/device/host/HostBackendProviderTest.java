package dev.jacobian.device.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Backend;
import dev.jacobian.device.BackendProvider;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemorySettings;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class HostBackendProviderTest {
  private final BackendProvider provider = new HostBackendProvider();

  @Test
  void theServiceLoaderFindsIt() {
    assertEquals(
        1,
        ServiceLoader.load(BackendProvider.class).stream()
            .filter(found -> found.type() == HostBackendProvider.class)
            .count());
  }

  @Test
  void itServesTheCpuAndNothingElse() {
    assertEquals("host", provider.name());
    assertEquals(5, provider.priority());
    assertTrue(provider.supports(Device.Kind.CPU));
    assertFalse(provider.supports(Device.Kind.CUDA));
    assertEquals(Optional.empty(), provider.problem(Device.cpu()));
    assertEquals(Device.cpu(), provider.create(Device.cpu()).device());
  }

  @Test
  void itsMemoryIsThreeQuartersOfTheHeapUnlessLimited() {
    String before = System.getProperty(MemorySettings.LIMIT_PROPERTY);
    try {
      System.clearProperty(MemorySettings.LIMIT_PROPERTY);
      long heap = Runtime.getRuntime().maxMemory();
      assertEquals(
          0.75, provider.create(Device.cpu()).memory().usage().limit() / (double) heap, 0.01);
      System.setProperty(MemorySettings.LIMIT_PROPERTY, "3m");
      assertEquals(3 << 20, provider.create(Device.cpu()).memory().usage().limit());
    } finally {
      if (before == null) {
        System.clearProperty(MemorySettings.LIMIT_PROPERTY);
      } else {
        System.setProperty(MemorySettings.LIMIT_PROPERTY, before);
      }
    }
  }

  @Test
  void matmulOfIntegersIsAnError() {
    Backend backend = new HostBackend(1 << 20, 1);
    Shape shape = Shape.of(2, 2);
    Operand x = new Operand(backend.memory().allocate(new TensorSpec(shape, DType.INT32)), shape);
    DTypeException e =
        assertThrows(DTypeException.class, () -> backend.matmul(x, false, x, false, x));
    assertEquals("matmul of int32 operands; expected float32 or float64", e.getMessage());
  }
}
