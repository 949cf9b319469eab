package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DeviceException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {

  @Test
  void textNamesADevice() {
    assertEquals(Device.cpu(), Device.parse("cpu"));
    assertEquals(Device.cuda(0), Device.parse("cuda"));
    assertEquals(Device.cuda(3), Device.parse(" cuda:3 "));
    assertEquals("cpu", Device.cpu().toString());
    assertEquals("cuda:3", Device.cuda(3).toString());
    assertTrue(Device.cuda().isCuda());
    assertFalse(Device.cpu().isCuda());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "gpu", "CPU", "cuda:", "cuda:-1", "cuda:x", "cuda:12345", "cpu:0", "auto"})
  void otherTextIsAnError(String text) {
    DeviceException e = assertThrows(DeviceException.class, () -> Device.parse(text));
    assertEquals(
        "unknown device '" + text + "'; expected cpu, cuda, cuda:N or auto", e.getMessage());
  }

  @Test
  void indicesThatCannotBeAreErrors() {
    DeviceException negative = assertThrows(DeviceException.class, () -> Device.cuda(-1));
    assertEquals(
        "there is no device CUDA with index -1; expected cpu, cuda, or cuda:N with N from 0",
        negative.getMessage());
    assertThrows(DeviceException.class, () -> new Device(Device.Kind.CPU, 1));
  }

  @Test
  void aDeviceHasOneBackend() {
    assertSame(Device.cpu().backend(), Device.parse("cpu").backend());
    assertEquals(Device.cpu(), Device.cpu().backend().device());
    assertEquals(Optional.empty(), Backends.problem(Device.cpu()));
  }

  @Test
  void aGpuThatIsNotThereIsAnErrorThatSaysWhy() {
    Device missing = Device.cuda(4321);
    DeviceException e = assertThrows(DeviceException.class, missing::backend);
    String why = Backends.problem(missing).orElseThrow();
    assertEquals(
        "device cuda:4321 cannot be used: "
            + why
            + ", or choose cpu or auto (jacobian doctor shows what was found)",
        e.getMessage());
  }

  @Test
  void cudaIsAvailableWhenNothingSpeaksAgainstIt() {
    assertEquals(Backends.problem(Device.cuda()).isEmpty(), Device.cudaAvailable());
  }

  @Test
  void anUnknownAdapterIsAnError() {
    String before = System.getProperty(Backends.ADAPTER_PROPERTY);
    try {
      System.setProperty(Backends.ADAPTER_PROPERTY, "abacus");
      DeviceException e =
          assertThrows(DeviceException.class, () -> Backends.problem(Device.cuda()));
      assertTrue(
          e.getMessage()
              .matches("unknown backend 'abacus' in jacobian\\.backend; expected one of .*host.*"),
          e.getMessage());
    } finally {
      if (before == null) {
        System.clearProperty(Backends.ADAPTER_PROPERTY);
      } else {
        System.setProperty(Backends.ADAPTER_PROPERTY, before);
      }
    }
  }
}
