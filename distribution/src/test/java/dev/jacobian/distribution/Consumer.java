package dev.jacobian.distribution;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A project for Maven outside of the tree. It has a local repository of its own and takes Jacobian
 * from the folder that the profile {@code consumers} has published to.
 */
final class Consumer {
  private static final Path MAVEN = Path.of(System.getProperty("jacobian.maven", ""));
  private static final int UNSAFE_FLAG_FROM = 24;

  private final Path folder;

  /** An artifact as a file of a local repository. */
  record Jar(String group, String artifact, String version, String classifier, Path file) {
    String key() {
      return group + ":" + artifact + (classifier.isEmpty() ? "" : ":" + classifier);
    }
  }

  /**
   * Writes the project.
   *
   * @param parts of its POM, such as dependencies
   * @param program a class with a {@code main}
   */
  Consumer(Path folder, String parts, String program) throws IOException {
    this.folder = Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("pom.xml"),
        """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>org.example</groupId>
          <artifactId>app</artifactId>
          <version>1</version>
          <properties>
            <maven.compiler.release>17</maven.compiler.release>
            <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
          </properties>
          %s
          <build><pluginManagement><plugins>%s</plugins></pluginManagement></build>
        </project>
        """
            .formatted(parts, plugin("compiler") + plugin("resources") + plugin("dependency")));
    Path sources = Files.createDirectories(folder.resolve("src/main/java"));
    Files.writeString(sources.resolve("App.java"), program);
    Files.writeString(
        folder.resolve("settings.xml"),
        """
        <settings>
          <localRepository>%s</localRepository>
          <profiles>
            <profile>
              <id>test</id>
              <repositories>%s%s</repositories>
              <pluginRepositories>%s</pluginRepositories>
            </profile>
          </profiles>
          <activeProfiles><activeProfile>test</activeProfile></activeProfiles>
        </settings>
        """
            .formatted(
                folder.resolveSibling("local"),
                repository("repository", "jacobian", Path.of(published()), true),
                // What this machine has need not be downloaded again.
                repository("repository", "here", here(), false),
                repository("pluginRepository", "here", here(), false)));
  }

  /** Returns the folder that was published to; empty without the profile. */
  static String published() {
    return System.getProperty("jacobian.repository", "");
  }

  private static Path here() {
    return Path.of(System.getProperty("jacobian.localRepository"));
  }

  private static String repository(String element, String id, Path place, boolean snapshots) {
    return """
        <%s>
          <id>%s</id>
          <url>%s</url>
          <releases><checksumPolicy>ignore</checksumPolicy></releases>
          <snapshots><enabled>%s</enabled></snapshots>
        </%s>
        """
        .formatted(element, id, place.toUri(), snapshots, element);
  }

  /** Returns a plugin of Maven in the version that this build uses. */
  private static String plugin(String name) throws IOException {
    String artifact = "<artifactId>maven-" + name + "-plugin</artifactId>";
    String build = Files.readString(Path.of(System.getProperty("jacobian.root"), "pom.xml"));
    Matcher version =
        Pattern.compile(Pattern.quote(artifact) + "\\s*(<version>.*?</version>)").matcher(build);
    if (!version.find()) {
      throw new AssertionError("no version of " + artifact);
    }
    return "<plugin>" + artifact + version.group(1) + "</plugin>";
  }

  /** Runs Maven, as any user does. */
  Execution maven(String... arguments) throws InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(MAVEN.resolve("bin/mvn").toString(), "-B", "-ntp"));
    command.addAll(List.of("-s", "settings.xml"));
    command.addAll(List.of(arguments));
    return Execution.of(folder, Map.of(), command);
  }

  /**
   * Runs Maven as on another system. Without Jansi, which would load that system's library for
   * colours.
   */
  Execution mavenOn(String name, String architecture, String... arguments)
      throws IOException, InterruptedException {
    Path configuration = folder.resolve("without-jansi.conf");
    StringBuilder lines =
        new StringBuilder("main is org.apache.maven.cli.MavenCli from plexus.core\n")
            .append("set maven.conf default ${maven.home}/conf\n[plexus.core]\n")
            .append("load ${maven.conf}/logging\n");
    try (Stream<Path> jars = Files.list(MAVEN.resolve("lib"))) {
      jars.filter(jar -> jar.toString().endsWith(".jar") && !jar.toString().contains("jansi"))
          .sorted()
          .forEach(jar -> lines.append("load ").append(jar).append('\n'));
    }
    Files.writeString(configuration, lines);
    List<String> command = new ArrayList<>();
    command.add(java());
    command.add("-Dos.name=" + name);
    command.add("-Dos.arch=" + architecture);
    command.add("-Dclassworlds.conf=" + configuration);
    command.add("-Dmaven.home=" + MAVEN);
    command.add("-Dmaven.multiModuleProjectDirectory=" + folder);
    command.addAll(List.of("-cp", MAVEN.resolve("boot") + File.separator + "*"));
    command.add("org.codehaus.plexus.classworlds.launcher.Launcher");
    command.addAll(List.of("-B", "-ntp", "-s", "settings.xml"));
    command.addAll(List.of(arguments));
    return Execution.of(folder, Map.of(), command);
  }

  /** Compiles the project and returns its class path at run time. */
  List<Jar> build() throws IOException, InterruptedException {
    maven("compile", "dependency:build-classpath", "-Dmdep.outputFile=class-path.txt").ok();
    String path = Files.readString(folder.resolve("class-path.txt"));
    return Stream.of(path.split(File.pathSeparator)).map(Path::of).map(this::jar).toList();
  }

  /** {@code local/org/example/app/1/app-1-classifier.jar}. */
  private Jar jar(Path file) {
    Path version = file.getParent();
    Path artifact = version.getParent();
    String group =
        folder
            .resolveSibling("local")
            .relativize(artifact.getParent())
            .toString()
            .replace('/', '.');
    String name = artifact.getFileName().toString();
    String base = name + "-" + version.getFileName();
    String rest = file.getFileName().toString().substring(base.length());
    String classifier = rest.replaceFirst("^-", "").replaceFirst("\\.?jar$", "");
    return new Jar(group, name, version.getFileName().toString(), classifier, file);
  }

  /** Runs the program with the options that the README names. */
  Execution run(List<Jar> classPath) throws IOException, InterruptedException {
    String all =
        Stream.concat(
                Stream.of(folder.resolve("target/classes")), classPath.stream().map(Jar::file))
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>(List.of(java()));
    for (String option : Readme.block("sh", "java --").split(" ")) {
      boolean isKnown =
          Runtime.version().feature() >= UNSAFE_FLAG_FROM || !option.contains("unsafe");
      if (option.startsWith("--") && isKnown) {
        command.add(option);
      }
    }
    command.addAll(List.of("-cp", all, "App"));
    return Execution.of(folder, Map.of(), command);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Returns the program on the path, if it is there. */
  static Optional<Path> program(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(part -> Path.of(part, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
