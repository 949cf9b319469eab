package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

class LogSetupTest {
  private final LoggerContext context = new LoggerContext();

  LogSetupTest() {
    context.setMDCAdapter(new LogbackMDCAdapter());
  }

  @Test
  void messagesAloneGoToStandardErrorAndOnlyOursAtInfo() {
    assertEquals(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY, new LogSetup().configure(context));
    String written =
        standardError(
            () -> {
              context.getLogger("dev.jacobian.device").info("chose {}", "cpu");
              context.getLogger("dev.jacobian.device").debug("not shown");
              context.getLogger("org.nd4j.linalg").info("not shown either");
              context.getLogger("org.nd4j.linalg").warn("careful", new IllegalStateException("x"));
            });
    assertEquals(String.format("chose cpu%ncareful%n"), written);
  }

  @Test
  void aConfigurationOfTheUsersCountsInstead(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("own.xml"), "<configuration />");
    String property = ContextInitializer.CONFIG_FILE_PROPERTY;
    System.setProperty(property, file.toString());
    try {
      assertEquals(ExecutionStatus.INVOKE_NEXT_IF_ANY, new LogSetup().configure(context));
    } finally {
      System.clearProperty(property);
    }
    assertFalse(context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders().hasNext());
  }

  @Test
  void logbackFindsIt() {
    assertTrue(
        ServiceLoader.load(Configurator.class).stream()
            .anyMatch(found -> found.type() == LogSetup.class));
  }

  private static String standardError(Runnable work) {
    PrintStream before = System.err;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      work.run();
    } finally {
      System.setErr(before);
    }
    return written.toString(StandardCharsets.UTF_8);
  }
}
