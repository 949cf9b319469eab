package dev.jacobian.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the packed folder by itself, as its users and its image do. */
class DistributionTest {
  private static final String ARCHIVE = System.getProperty("jacobian.archive");
  private static final String NAME = "jacobian-" + System.getProperty("jacobian.version");

  /** A number that no user of the machine has, or {@code nobody}. */
  private static final String OTHER_USER = "65534";

  @TempDir static Path temp;
  private static Path home;

  @BeforeAll
  static void unpack() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the launcher for Windows is not run");
    // Others get in, and a name has a space.
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path folder = Files.createDirectory(temp.resolve("with space"));
    run(folder, List.of("tar", "xzf", ARCHIVE + ".tar.gz")).ok();
    home = folder.resolve(NAME);
  }

  private static Execution run(Path folder, List<String> command) throws InterruptedException {
    return Execution.of(folder, Map.of(), command);
  }

  private Path work(String name) throws IOException {
    Path work = Files.createDirectory(temp.resolve(name));
    Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxrwxrwx"));
    return work;
  }

  @Test
  void aLinkStartsItFromAnyFolderAndItPredictsWhatItLearned() throws Exception {
    Path work = work("learn");
    Path link = Files.createSymbolicLink(work.resolve("run-it"), home.resolve("bin/jacobian"));
    Path iris = home.resolve("examples/data/iris.csv");
    Path config = home.resolve("examples/configs/iris.yaml");
    Execution train =
        run(work, List.of(link.toString(), "train", config.toString(), "--out", "iris")).ok();
    assertTrue(train.out().contains("trained 60 epochs"), train.out());
    assertEquals("", train.err());
    List<String> predict = List.of(link.toString(), "predict", "iris", "--input", iris.toString());
    assertEquals(151, run(work, predict).ok().out().lines().count());
  }

  @Test
  void aRecordingOfTheJvmStartsBesideTheArchiveOfClasses() throws Exception {
    Path work = work("record");
    List<String> train =
        List.of(
            home.resolve("bin/jacobian").toString(),
            "train",
            home.resolve("examples/configs/iris.yaml").toString(),
            "--set",
            "epochs=1");
    run(work, train).ok();
    String recording = "-XX:StartFlightRecording=filename=run.jfr";
    Execution.of(work, Map.of("JAVA_OPTS", recording), train).ok();
    assertTrue(Files.size(work.resolve("run.jfr")) > 0);
  }

  @Test
  void theImagesFilesRunReadOnlyAsAnotherUser() throws Exception {
    List<String> recipe = Files.readAllLines(home.resolve("Dockerfile"));
    Path opt = Files.createDirectory(temp.resolve("opt"));
    for (String line : recipe) {
      if (line.startsWith("COPY ")) {
        copy(line.substring("COPY ".length()).split(" "), opt);
      }
    }
    // What the recipe runs while it is root.
    String launcher = opt.resolve("jacobian/bin/jacobian").toString();
    assertTrue(
        recipe.contains(
            "RUN /opt/jacobian/bin/jacobian --version && test -r /opt/jacobian/lib/classes.jsa"));
    run(opt, List.of(launcher, "--version")).ok();
    assertTrue(Files.isReadable(opt.resolve("jacobian/lib/classes.jsa")));
    assertTrue(recipe.contains("ENTRYPOINT [\"/opt/jacobian/bin/jacobian\"]"));
    assertTrue(recipe.stream().anyMatch(line -> line.matches("USER [1-9][0-9]*:[1-9][0-9]*")));
    run(opt, List.of("chmod", "-R", "a-w,a+rX", opt.toString())).ok();

    Set<Path> before = files(opt);
    Path work = work("mounted");
    Files.copy(home.resolve("examples/data/iris.csv"), work.resolve("iris.csv"));
    Files.writeString(
        work.resolve("run.yaml"),
        """
        data: {csv: iris.csv, target: species, standardize: features}
        model: {type: mlp, hidden: [8]}
        loss: cross_entropy
        optimizer: {type: adam, learningRate: 0.01}
        epochs: 5
        batchSize: 50
        """);
    List<String> command = new ArrayList<>();
    if (run(opt, List.of("id", "-u")).ok().out().strip().equals("0")) {
      String[] other = {"--reuid=" + OTHER_USER, "--regid=" + OTHER_USER, "--clear-groups"};
      command.add("setpriv");
      command.addAll(List.of(other));
    }
    command.addAll(List.of(launcher, "train", "run.yaml"));
    Execution.of(work, Map.of("HOME", "/nonexistent", "XDG_CACHE_HOME", ""), command).ok();
    assertTrue(Files.isRegularFile(work.resolve("runs/run/model.safetensors")));
    assertEquals(before, files(opt));
    run(opt, List.of("chmod", "-R", "u+w", opt.toString())).ok();
  }

  /** Copies as Docker does: files into the folder, what is in folders to the target. */
  private static void copy(String[] paths, Path root) throws Exception {
    String target = paths[paths.length - 1];
    Path into = root.resolve(target.substring("/opt/".length()));
    Files.createDirectories(into);
    for (int i = 0; i < paths.length - 1; i++) {
      Path source = home.resolve(paths[i]);
      assertTrue(Files.exists(source), "the image copies what is not there: " + source);
      String what = Files.isDirectory(source) ? source + "/." : source.toString();
      run(root, List.of("cp", "-pR", what, into.toString())).ok();
    }
  }

  private static Set<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void heapAndTensorsTakeTheirShareOfTheMemoryUnlessOptionsSayOtherwise() throws Exception {
    String launcher = home.resolve("bin/jacobian").toString();
    assertFalse(Files.readString(home.resolve("lib/java.args")).contains("\n-Xmx"));
    assertTrue(
        doctor(launcher, "-XX:MaxRAM=2g").contains("Java heap up to 820 MiB"),
        () -> "two fifths of 2 GiB are not the heap's");
    assertTrue(doctor(launcher, "-Xmx300m -Xms300m").contains("Java heap up to 300 MiB"));
  }

  private static String doctor(String launcher, String options) throws InterruptedException {
    return Execution.of(temp, Map.of("JAVA_OPTS", options), List.of(launcher, "doctor")).ok().out();
  }

  @Test
  void aJavaThatIsMissingIsSaid() throws Exception {
    String launcher = home.resolve("bin/jacobian").toString();
    Execution none =
        Execution.of(temp, Map.of("JAVA_HOME", "/nowhere"), List.of(launcher, "doctor"));
    assertEquals(1, none.code());
    assertEquals(
        "jacobian: JAVA_HOME is /nowhere, which has no bin/java. Set it to a Java 17 or newer, or"
            + " unset it.",
        none.err().strip());
  }

  @Test
  void theJarNamesTheOthersAndTheyAreOfOnePlatform() throws Exception {
    Set<String> jars = new TreeSet<>();
    try (Stream<Path> lib = Files.list(home.resolve("lib"))) {
      lib.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar"))
          .forEach(jars::add);
    }
    Set<String> named = new TreeSet<>(Set.of("jacobian-cli.jar"));
    try (JarFile jar = new JarFile(home.resolve("lib/jacobian-cli.jar").toFile())) {
      Attributes main = jar.getManifest().getMainAttributes();
      named.addAll(List.of(main.getValue(Attributes.Name.CLASS_PATH).split(" ")));
      assertEquals("dev.jacobian.cli.Main", main.getValue(Attributes.Name.MAIN_CLASS));
      assertEquals("ALL-UNNAMED", main.getValue("Enable-Native-Access"));
    }
    assertEquals(named, jars);
    String platform = ARCHIVE.substring(ARCHIVE.lastIndexOf(NAME) + NAME.length() + 1);
    Set<String> natives = new HashSet<>();
    for (String jar : jars) {
      if (jar.matches(".*-(android|ios|linux|macosx|windows)-.*")) {
        assertTrue(jar.endsWith("-" + platform + ".jar"), jar);
        natives.add(jar.replaceFirst("-[0-9].*", ""));
      }
    }
    assertEquals(Set.of("javacpp", "openblas", "nd4j-native"), natives);
  }

  @Test
  void theLicenceOfEveryLibraryIsListed() throws Exception {
    String list = Files.readString(home.resolve("THIRD-PARTY.txt"));
    assertFalse(list.contains("Unknown license"), list);
    Set<String> missing = new TreeSet<>();
    try (Stream<Path> lib = Files.list(home.resolve("lib"))) {
      lib.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar") && !name.startsWith("jacobian-"))
          .map(name -> name.replaceFirst("-([0-9][^-]*(-[0-9M][^-]*)*)(-[a-z].*)?\\.jar$", ":$1"))
          .filter(artifact -> !list.contains(":" + artifact + " "))
          .forEach(missing::add);
    }
    assertEquals(Set.of(), missing);
    assertTrue(Files.isRegularFile(home.resolve("LICENSE")));
  }

  @Test
  void bothArchivesHoldTheSame() throws Exception {
    Set<String> packed = new TreeSet<>();
    run(temp, List.of("tar", "tzf", ARCHIVE + ".tar.gz"))
        .ok()
        .out()
        .lines()
        .filter(name -> !name.endsWith("/"))
        .forEach(packed::add);
    Set<String> zipped = new TreeSet<>();
    try (ZipFile zip = new ZipFile(ARCHIVE + ".zip", UTF_8)) {
      zip.stream()
          .filter(entry -> !entry.isDirectory())
          .map(ZipEntry::getName)
          .forEach(zipped::add);
    }
    assertEquals(packed, zipped);
    assertTrue(packed.size() > 50, () -> packed.toString());
  }
}
