package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DeviceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceSelectionTest {
  /** What a setting that must not be looked at names. */
  private static final String WRONG = "nonsense";

  @ParameterizedTest
  @CsvSource({
    "cpu, nonsense, nonsense, nonsense, the argument",
    ", cpu, nonsense, nonsense, the environment variable JACOBIAN_DEVICE",
    "'', cpu, nonsense, nonsense, the environment variable JACOBIAN_DEVICE",
    ", , cpu, nonsense, the system property jacobian.device",
    ", ' ', cpu, nonsense, the system property jacobian.device",
    ", , , cpu, the configuration"
  })
  void theFirstSettingThatIsPresentWins(
      String argument, String environment, String property, String config, String source) {
    assertEquals(
        new DeviceSelection.Choice(Device.cpu(), source),
        DeviceSelection.choose(argument, environment, property, config));
  }

  @Test
  void withoutASettingThereIsAnAutomaticChoice() {
    assertAutomatic(DeviceSelection.choose(null, null, null, null));
    assertAutomatic(DeviceSelection.choose("auto", WRONG, WRONG, WRONG));
    assertAutomatic(DeviceSelection.choose(null, null, null, " auto "));
  }

  private static void assertAutomatic(DeviceSelection.Choice choice) {
    if (Device.cudaAvailable()) {
      assertEquals(
          new DeviceSelection.Choice(Device.cuda(), "auto: a usable GPU was found"), choice);
    } else {
      String why = Backends.problem(Device.cuda()).orElseThrow();
      assertEquals(new DeviceSelection.Choice(Device.cpu(), "auto: " + why), choice);
    }
  }

  @Test
  void aDeviceThatWasAskedForIsNeverReplaced() {
    DeviceException e =
        assertThrows(
            DeviceException.class, () -> DeviceSelection.choose("cuda:4321", null, null, "cpu"));
    assertTrue(e.getMessage().startsWith("device cuda:4321 cannot be used: "), e.getMessage());
  }

  @Test
  void aSettingThatNamesNoDeviceIsAnError() {
    DeviceException e =
        assertThrows(DeviceException.class, () -> DeviceSelection.choose(null, "gpu", null, "cpu"));
    assertEquals("unknown device 'gpu'; expected cpu, cuda, cuda:N or auto", e.getMessage());
  }

  @Test
  void theArgumentGoesBeforeWhatTheProcessHas() {
    assertEquals(Device.cpu(), DeviceSelection.choose("cpu", WRONG).device());
  }
}
