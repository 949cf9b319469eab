package dev.jacobian.kernel.compiled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.kernel.compiled.KernelSettings.Language;
import dev.jacobian.shape.OptionException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KernelSettingsTest {
  private final String before = System.getProperty(KernelSettings.PROPERTY);

  @AfterEach
  void restore() {
    if (before == null) {
      System.clearProperty(KernelSettings.PROPERTY);
    } else {
      System.setProperty(KernelSettings.PROPERTY, before);
    }
  }

  @Test
  void theLanguageIsNamedByAProperty() {
    for (Language language : Language.values()) {
      System.setProperty(KernelSettings.PROPERTY, " " + language + " ");
      assertEquals(language, KernelSettings.language());
    }
    System.clearProperty(KernelSettings.PROPERTY);
    assertEquals(Language.AUTO, KernelSettings.language());
  }

  @Test
  void anotherWordIsAnError() {
    System.setProperty(KernelSettings.PROPERTY, "fortran");
    OptionException e = assertThrows(OptionException.class, KernelSettings::language);
    assertEquals(
        "jacobian.kernels (or JACOBIAN_KERNELS) is 'fortran'; expected one of auto, java, c",
        e.getMessage());
  }

  @Test
  void compiledKernelsAreKeptInTheUsersCache() {
    Map<String, String> named = Map.of("XDG_CACHE_HOME", "/var/caches/me");
    assertEquals(Path.of("/var/caches/me/jacobian/kernels"), KernelSettings.userCache(named::get));
    Path home = Path.of(System.getProperty("user.home"));
    for (Map<String, String> other :
        List.of(Map.<String, String>of(), Map.of("XDG_CACHE_HOME", "relative"))) {
      assertEquals(home.resolve(".cache/jacobian/kernels"), KernelSettings.userCache(other::get));
    }
  }
}
