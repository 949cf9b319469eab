package dev.jacobian.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Projects outside of the tree, made of the README's text, with what was published to a folder: run
 * with {@code mvn -Pconsumers verify}.
 */
class ConsumerTest {
  private static final String VERSION = System.getProperty("jacobian.version");
  private static final Pattern NATIVE = Pattern.compile("(android|ios|linux|macosx|windows)-.*");
  private static final int SLIM_MEGABYTES = 45;

  @TempDir static Path temp;

  @BeforeAll
  static void needsWhatWasPublished() {
    assumeFalse(Consumer.published().isEmpty(), "run with mvn -Pconsumers verify");
    assertTrue(Files.isDirectory(Path.of(Consumer.published())));
  }

  private static String program() throws IOException {
    return Readme.block("java", "static void main(");
  }

  /** The BOM and the dependency, as the README has them. */
  private static String withBom() throws IOException {
    return Readme.block("xml", "<dependencyManagement>");
  }

  /** The same without the BOM. */
  private static String withoutBom() throws IOException {
    String parts = withBom();
    return withVersion(parts.substring(parts.indexOf("</dependencyManagement>") + 23));
  }

  private static String withVersion(String dependency) {
    String artifact = "<artifactId>jacobian-trainers</artifactId>";
    assertTrue(dependency.contains(artifact), dependency);
    return dependency.replace(artifact, artifact + "<version>" + VERSION + "</version>");
  }

  /**
   * Returns what the published BOM manages, by group and artifact, and classifier if it has one.
   */
  private static Map<String, String> pins() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(Consumer.published()))) {
      Path bom =
          files
              .filter(file -> file.getFileName().toString().matches("jacobian-bom.*\\.pom"))
              .max(Path::compareTo)
              .orElseThrow();
      Map<String, String> pins = new TreeMap<>();
      Matcher entry =
          Pattern.compile(
                  "<dependency>\\s*<groupId>(.*?)</groupId>\\s*<artifactId>(.*?)</artifactId>\\s*"
                      + "<version>(.*?)</version>\\s*(?:<classifier>(.*?)</classifier>)?")
              .matcher(Files.readString(bom));
      while (entry.find()) {
        String classifier = entry.group(4) == null ? "" : ":" + entry.group(4);
        pins.put(entry.group(1) + ":" + entry.group(2) + classifier, entry.group(3));
      }
      assertTrue(pins.size() > 30, pins::toString);
      return pins;
    }
  }

  private static void assertOnePlatformsNatives(List<Consumer.Jar> classPath, String... artifacts) {
    Map<String, Set<String>> natives =
        classPath.stream()
            .filter(jar -> NATIVE.matcher(jar.classifier()).matches())
            .collect(
                Collectors.groupingBy(
                    Consumer.Jar::classifier,
                    Collectors.mapping(
                        Consumer.Jar::artifact, Collectors.toCollection(TreeSet::new))));
    assertEquals(1, natives.size(), natives::toString);
    Set<String> found = natives.values().iterator().next();
    // The binding of ND4J has a jar for each platform in which there is nothing native.
    found.remove("nd4j-native-preset");
    assertEquals(Set.of(artifacts), found);
  }

  private static void assertPinned(List<Consumer.Jar> classPath) throws IOException {
    Map<String, String> pins = pins();
    int compared = 0;
    for (Consumer.Jar jar : classPath) {
      String pin = pins.get(jar.key());
      if (pin != null) {
        assertEquals(pin, jar.version(), jar.key());
        compared++;
      }
    }
    assertTrue(compared > 15, "only " + compared + " pins were compared");
  }

  private static void assertNoLogger(List<Consumer.Jar> classPath) {
    List<String> groups = classPath.stream().map(Consumer.Jar::group).toList();
    assertFalse(groups.contains("ch.qos.logback"), groups::toString);
    assertFalse(groups.contains("info.picocli"), groups::toString);
  }

  /** The README's two numbers are for one platform, and libraries grow. */
  private static void assertSizesOfReadme(long slim, long whole) throws IOException {
    Matcher sizes =
        Pattern.compile("with ([0-9]+) MB of jars instead of ([0-9]+)")
            .matcher(Files.readString(Path.of(System.getProperty("jacobian.root"), "README.md")));
    assertTrue(sizes.find());
    assertEquals(Long.parseLong(sizes.group(1)), slim, 5, "MB without ND4J");
    assertEquals(Long.parseLong(sizes.group(2)), whole, 15, "MB with ND4J");
  }

  private static long megabytes(List<Consumer.Jar> classPath) throws IOException {
    long bytes = 0;
    for (Consumer.Jar jar : classPath) {
      bytes += Files.size(jar.file());
    }
    return bytes / 1_000_000;
  }

  /** Returns what the program printed, if that is near to what it should be. */
  private static String predicted(Execution run) {
    Matcher line = Pattern.compile("expected 1.25, predicted ([0-9.]+)\n").matcher(run.ok().out());
    assertTrue(line.matches(), run::toString);
    assertEquals(1.25, Double.parseDouble(line.group(1)), 0.2);
    // Without a logger SLF4J says so; nothing else is said, with the options of the README.
    assertTrue(run.err().lines().allMatch(text -> text.startsWith("SLF4J")), run::err);
    return run.out();
  }

  @Test
  void aMavenProjectTrainsAndPredictsWithAndWithoutNd4j() throws Exception {
    Consumer whole = new Consumer(temp.resolve("whole"), withBom(), program());
    List<Consumer.Jar> wholePath = whole.build();
    assertOnePlatformsNatives(wholePath, "javacpp", "openblas", "nd4j-native");
    assertPinned(wholePath);
    assertNoLogger(wholePath);
    String predicted = predicted(whole.run(wholePath));

    String slimParts =
        "<dependencies>" + withVersion(Readme.block("xml", "<exclusions>")) + "</dependencies>";
    Consumer slim = new Consumer(temp.resolve("slim"), slimParts, program());
    List<Consumer.Jar> slimPath = slim.build();
    assertOnePlatformsNatives(slimPath, "javacpp", "openblas");
    assertPinned(slimPath);
    assertTrue(
        slimPath.stream().noneMatch(jar -> jar.group().matches("org\\.(nd4j|deeplearning4j).*")));
    long size = megabytes(slimPath);
    assertTrue(size < SLIM_MEGABYTES, size + " MB");
    assertEquals(predicted, predicted(slim.run(slimPath)));
    long wholeSize = megabytes(wholePath);
    assertTrue(wholeSize > 3 * size, wholeSize + " MB and " + size + " MB");
    assertSizesOfReadme(size, wholeSize);
  }

  @Test
  void thePinsReachAProjectWithoutTheBom() throws Exception {
    Consumer bare = new Consumer(temp.resolve("bare"), withoutBom(), program());
    List<Consumer.Jar> classPath = bare.build();
    assertOnePlatformsNatives(classPath, "javacpp", "openblas", "nd4j-native");
    assertPinned(classPath);
    predicted(bare.run(classPath));
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x86_64",
    "Linux, aarch64, linux-arm64",
    "Mac OS X, x86_64, macosx-x86_64",
    "Mac OS X, aarch64, macosx-arm64",
    "Windows 11, amd64, windows-x86_64"
  })
  void eachPlatformGetsItsOwnNatives(String name, String architecture, String platform)
      throws Exception {
    Consumer other = new Consumer(temp.resolve(platform), withoutBom(), program());
    String tree = other.mavenOn(name, architecture, "dependency:tree").ok().out();
    Set<String> natives = new TreeSet<>();
    Matcher jar =
        Pattern.compile("([\\w-]+):jar:((?:android|ios|linux|macosx|windows)-\\w+):").matcher(tree);
    while (jar.find()) {
      assertEquals(platform, jar.group(2), tree);
      natives.add(jar.group(1));
    }
    natives.remove("nd4j-native-preset");
    assertEquals(Set.of("javacpp", "openblas", "nd4j-native"), natives);
  }

  @Test
  void publishedPomsStandAlone() throws Exception {
    Set<String> published = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of(Consumer.published()))) {
      for (Path pom : files.filter(file -> file.toString().endsWith(".pom")).toList()) {
        String text = Files.readString(pom);
        String name = pom.getParent().getParent().getFileName().toString();
        published.add(name);
        assertFalse(text.contains("<parent>"), name);
        assertFalse(text.contains("${"), name);
        assertFalse(text.contains("<scope>test</scope>"), name);
        for (String element : List.of("<name>", "<description>", "<license>")) {
          assertTrue(text.contains(element), name + " has no " + element);
        }
        // What Gradle reads: no natives but those of profiles, which it does not read.
        String always = text.replaceFirst("(?s)<profiles>.*", "");
        boolean isBom = name.equals("jacobian-bom");
        assertEquals(isBom, always.contains("<classifier>"), name);
      }
    }
    assertTrue(
        published.containsAll(
            Set.of(
                "jacobian-bom",
                "jacobian-framework",
                "jacobian-models",
                "jacobian-trainers",
                "jacobian-cli")),
        published::toString);
    // Nobody needs the last, which the build has.
    published.removeAll(Set.of("jacobian-bom", "jacobian-parent"));
    Set<String> managed =
        pins().keySet().stream()
            .filter(key -> key.startsWith("dev.jacobian:"))
            .map(key -> key.substring(key.indexOf(':') + 1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(managed, published);
  }

  @Test
  void aGradleProjectTrainsAndPredicts() throws Exception {
    Optional<Path> gradle = Consumer.program("gradle");
    assumeTrue(gradle.isPresent(), "there is no gradle on the PATH");
    Path folder = Files.createDirectories(temp.resolve("gradle"));
    Path sources = Files.createDirectories(folder.resolve("src/main/java"));
    Files.writeString(sources.resolve("App.java"), program());
    Files.writeString(folder.resolve("settings.gradle.kts"), "rootProject.name = \"app\"\n");
    Files.writeString(
        folder.resolve("build.gradle.kts"),
        """
        plugins { application }
        repositories {
            maven { url = uri("%s") }
            mavenCentral()
        }
        %s
        application { mainClass = "App" }
        """
            .formatted(
                Path.of(Consumer.published()).toUri(), Readme.block("kotlin", "dependencies {")));
    Execution run =
        Execution.of(
            folder, Map.of(), List.of(gradle.get().toString(), "--no-daemon", "-q", "run"));
    assertTrue(run.ok().out().contains("expected 1.25, predicted 1."), run::toString);
  }
}
