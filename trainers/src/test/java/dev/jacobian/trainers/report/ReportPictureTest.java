package dev.jacobian.trainers.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report as headless Chromium draws it (Debian: package chromium). */
class ReportPictureTest {
  private static final int FEWEST_COLORS = 20;
  private static final int MOST_SECONDS = 60;

  @TempDir Path folder;

  @Test
  void thePageIsDrawnInBothThemesWithoutAWordOnTheConsole() throws Exception {
    Optional<Path> browser = browser();
    assumeTrue(browser.isPresent(), "there is no chromium on the path");
    Path page = folder.resolve("report.html");
    Files.writeString(page, HtmlReport.html(SampleRuns.classes(60)));
    int light = background(browser.get(), page, "light");
    int dark = background(browser.get(), page, "dark");
    assertNotEquals(light, dark);
    assertTrue((light & 0xff) > 200 && (dark & 0xff) < 80, light + " and " + dark);
  }

  /** Draws the page, checks the picture, and returns the color of its corner. */
  private int background(Path browser, Path page, String theme)
      throws IOException, InterruptedException {
    Path picture = folder.resolve(theme + ".png");
    Path log = folder.resolve(theme + ".log");
    List<String> command =
        new ArrayList<>(
            List.of(
                browser.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--enable-logging=stderr",
                "--window-size=1200,1900",
                "--user-data-dir=" + folder.resolve("profile-" + theme),
                "--screenshot=" + picture));
    if (theme.equals("dark")) {
      command.add("--blink-settings=preferredColorScheme=0");
    }
    command.add(page.toUri().toString());
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertTrue(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS), "chromium did not end");
    List<String> complaints;
    try (Stream<String> lines = Files.lines(log)) {
      complaints =
          lines.filter(line -> line.contains("CONSOLE") || line.contains("report.html")).toList();
    }
    assertEquals(List.of(), complaints);
    BufferedImage image = ImageIO.read(picture.toFile());
    Set<Integer> colors = new HashSet<>();
    for (int y = 0; y < image.getHeight(); y += 3) {
      for (int x = 0; x < image.getWidth(); x += 3) {
        colors.add(image.getRGB(x, y));
      }
    }
    assertTrue(colors.size() >= FEWEST_COLORS, theme + ": " + colors.size() + " colors");
    return image.getRGB(2, 2);
  }

  private static Optional<Path> browser() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
        .flatMap(folder -> Stream.of("chromium", "chromium-browser").map(Path.of(folder)::resolve))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
