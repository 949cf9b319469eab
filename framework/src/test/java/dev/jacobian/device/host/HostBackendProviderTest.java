package dev.jacobian.device.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Backend;
import dev.jacobian.device.BackendProvider;
import dev.jacobian.device.Backends;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemorySettings;
import dev.jacobian.device.Operand;
import dev.jacobian.device.host.blas.NativeLibraries;
import dev.jacobian.device.threads.ThreadSettings;
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
    assertTrue(provider.supports(Device.Kind.CPU));
    assertFalse(provider.supports(Device.Kind.CUDA));
    assertEquals(Optional.empty(), provider.problem(Device.cpu()));
    assertEquals(Device.cpu(), provider.create(Device.cpu()).device());
  }

  @Test
  void itIsTheCpusAdapterUnlessAnotherIsNamed() {
    if (System.getProperty(Backends.ADAPTER_PROPERTY) == null) {
      assertInstanceOf(HostBackend.class, Device.cpu().backend());
    }
  }

  /** Runs an action with a system property set, or absent if the value is empty. */
  private static void with(String property, String value, Runnable action) {
    String before = System.getProperty(property);
    try {
      set(property, value.isEmpty() ? null : value);
      action.run();
    } finally {
      set(property, before);
    }
  }

  private static void set(String property, String value) {
    if (value == null) {
      System.clearProperty(property);
    } else {
      System.setProperty(property, value);
    }
  }

  @Test
  void itsMemoryIsThatOfTheMachineUnlessLimited() {
    with(
        MemorySettings.LIMIT_PROPERTY,
        "",
        () ->
            assertEquals(
                NativeLibraries.mainMemoryLimit(),
                provider.create(Device.cpu()).memory().usage().limit()));
    with(
        MemorySettings.LIMIT_PROPERTY,
        "3m",
        () -> assertEquals(3 << 20, provider.create(Device.cpu()).memory().usage().limit()));
  }

  @Test
  void itsDescriptionNamesJavaAndTheThreads() {
    with(
        ThreadSettings.PROPERTY,
        "3",
        () -> {
          String text = provider.create(Device.cpu()).description();
          assertTrue(text.startsWith("Java " + Runtime.version().feature() + " loops on "), text);
          assertTrue(text.contains(", 3 threads"), text);
        });
    with(
        ThreadSettings.PROPERTY,
        "1",
        () -> {
          String text = provider.create(Device.cpu()).description();
          assertTrue(text.contains(", 1 thread,"), text);
        });
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
