package dev.jacobian.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Knows the program's version: Maven writes it into the jar; classes outside a jar have none. */
final class Version implements IVersionProvider {
  private static final String PROPERTIES =
      "/META-INF/maven/dev.jacobian/jacobian-cli/pom.properties";

  @Override
  public String[] getVersion() {
    return new String[] {"jacobian " + text()};
  }

  /** Returns the version, or {@code (development build)}. */
  static String text() {
    try (InputStream stream = Version.class.getResourceAsStream(PROPERTIES)) {
      if (stream == null) {
        return "(development build)";
      }
      Properties properties = new Properties();
      properties.load(stream);
      return properties.getProperty("version", "(unknown version)");
    } catch (IOException e) {
      return "(unknown version: " + e.getMessage() + ")";
    }
  }
}
