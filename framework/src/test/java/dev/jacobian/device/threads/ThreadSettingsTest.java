package dev.jacobian.device.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.DeviceException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadSettingsTest {
  private final String before = System.getProperty(ThreadSettings.PROPERTY, "");

  @AfterEach
  void restoreTheProperty() {
    if (before.isEmpty()) {
      System.clearProperty(ThreadSettings.PROPERTY);
    } else {
      System.setProperty(ThreadSettings.PROPERTY, before);
    }
  }

  @Test
  void withoutASettingThereIsAThreadPerProcessor() {
    System.clearProperty(ThreadSettings.PROPERTY);
    assertEquals(Runtime.getRuntime().availableProcessors(), ThreadSettings.threads());
  }

  @Test
  void thePropertyNamesTheNumber() {
    System.setProperty(ThreadSettings.PROPERTY, " 3 ");
    assertEquals(3, ThreadSettings.threads());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-2", "two", "1.5", ""})
  void anythingElseIsRefused(String text) {
    System.setProperty(ThreadSettings.PROPERTY, text);
    DeviceException e = assertThrows(DeviceException.class, ThreadSettings::threads);
    assertEquals(
        "'"
            + text
            + "' in jacobian.threads is no number of threads; expected a whole number from 1; fix:"
            + " leave it out for one thread per processor",
        e.getMessage());
  }
}
