package dev.jacobian.trainers.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KeyReferenceTest {
  /** To renew the page, paste what this test expects after its first section. */
  @Test
  void thePageOfKeysIsWhatTheReaderKnows() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "config.md")).replace("\r\n", "\n");
    int tables = page.indexOf("## Top level");
    assertTrue(tables > 0, "docs/config.md has no section 'Top level'");
    assertEquals(KeyReference.markdown().strip(), page.substring(tables).strip());
  }
}
