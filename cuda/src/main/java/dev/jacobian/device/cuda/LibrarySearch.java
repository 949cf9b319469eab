package dev.jacobian.device.cuda;

import com.sun.jna.NativeLibrary;
import dev.jacobian.kernel.compiled.KernelSettings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for NVIDIA's libraries: in a folder that the user names, in the toolkit that the
 * environment names, in the Python environment that is active, in the toolkit's usual folders, in
 * those of Python's packages, by the system's loader, and in jars on the class path.
 */
final class LibrarySearch {
  private static final String DRIVER = "libcuda.so.1";

  /** Is there where Linux's driver runs. */
  private static final String RUNNING = "proc/driver/nvidia/version";

  private static final String LOADER = "the system's loader";

  /** The oldest version of CUDA whose libraries fit. */
  static final int OLDEST = 12;

  private static final List<String> VARIABLES =
      List.of("CUDA_HOME", "CUDA_PATH", "VIRTUAL_ENV", "CONDA_PREFIX");

  private static final List<String> DRIVER_FOLDERS =
      List.of(
          "usr/lib/x86_64-linux-gnu",
          "usr/lib/aarch64-linux-gnu",
          "usr/lib64",
          "usr/lib",
          "usr/lib64/nvidia",
          "usr/lib/wsl/lib",
          "usr/lib/aarch64-linux-gnu/nvidia",
          "run/opengl-driver/lib");

  private final @Nullable String named;
  private final UnaryOperator<@Nullable String> environment;
  private final Path root;

  /** The places by what is said of them. */
  private final Map<String, Place> places = new LinkedHashMap<>();

  /** Where a library may be. */
  @FunctionalInterface
  private interface Place {
    /**
     * Returns what to load it by.
     *
     * @param library for example {@code nvrtc}
     * @param names of its files, the preferred one first
     * @throws IOException if it is there and cannot be made ready; the text says why
     */
    List<String> find(String library, List<String> names) throws IOException;
  }

  /**
   * A library that was looked for.
   *
   * @param name what it was loaded by: a path, or a name; empty if it was not
   * @param opened what has been made of it, or null
   * @param problem why there is none, or empty
   */
  record Part<T>(String name, @Nullable T opened, String problem) {}

  /**
   * Makes a search.
   *
   * @param named the folder that the user names, or null
   * @param environment the variables of the process
   * @param root of the system's folders; the system's loader knows no other than {@code /}
   * @param home the user's folder
   * @param jars those of the class path
   */
  LibrarySearch(
      @Nullable String named,
      UnaryOperator<@Nullable String> environment,
      Path root,
      Path home,
      RedistributedLibraries jars) {
    this.named = named;
    this.environment = environment;
    this.root = root;
    if (named != null) {
      String by = CudaSettings.LIBRARIES_ENVIRONMENT + " or " + CudaSettings.LIBRARIES_PROPERTY;
      places.put(named + " (" + by + ")", in(absolute(named)));
    }
    for (String variable : VARIABLES) {
      String value = environment.apply(variable);
      if (value != null && !value.isBlank()) {
        places.put(value + " (" + variable + ")", in(absolute(value)));
      }
    }
    for (String usual : List.of("usr/local/cuda", "opt/cuda")) {
      places.put(root.resolve(usual).toString(), in(root.resolve(usual)));
    }
    for (Path python : List.of(home.resolve(".local"), root.resolve("usr/local"))) {
      places.put(python + " (Python)", in(python));
    }
    if (root.getNameCount() == 0) {
      places.put(LOADER, (library, names) -> names);
    }
    places.put("the class path (" + RedistributedLibraries.ARTIFACT + ")", jars::find);
  }

  private static Place in(Path folder) {
    return (library, names) -> files(folder, names);
  }

  /** Returns a path; what is not absolute would be taken for a name. */
  private static Path absolute(String text) {
    return Path.of(text).toAbsolutePath();
  }

  /** Returns the search on this machine. */
  static LibrarySearch here() {
    return new LibrarySearch(
        CudaSettings.libraries(),
        System::getenv,
        Path.of("/"),
        Path.of(System.getProperty("user.home", "/")),
        new RedistributedLibraries(LibrarySearch.class.getClassLoader(), KernelSettings.cache()));
  }

  /**
   * Returns the driver's library, found without loading anything: its path, or its name if the
   * system has a driver and knows where.
   */
  Optional<String> driver() {
    Set<Path> folders = new LinkedHashSet<>();
    if (named != null) {
      folders.add(absolute(named));
    }
    String path = environment.apply("LD_LIBRARY_PATH");
    if (path != null) {
      Stream.of(path.split(File.pathSeparator))
          .filter(entry -> !entry.isBlank())
          .map(LibrarySearch::absolute)
          .forEach(folders::add);
    }
    DRIVER_FOLDERS.forEach(folder -> folders.add(root.resolve(folder)));
    return folders.stream()
        .map(folder -> folder.resolve(DRIVER))
        .filter(Files::isRegularFile)
        .map(Path::toString)
        .findFirst()
        .or(() -> Files.exists(root.resolve(RUNNING)) ? Optional.of(DRIVER) : Optional.empty());
  }

  /**
   * Finds a library and opens it; says where it was looked for if there is none that loads.
   *
   * @param library for example {@code nvrtc}
   * @param newest the newest version of CUDA that the driver takes
   * @param open makes of a path or name what is wanted
   */
  <T> Part<T> open(String library, int newest, Function<String, T> open) {
    List<String> names =
        IntStream.iterate(newest, version -> version >= OLDEST, version -> version - 1)
            .mapToObj(version -> "lib" + library + ".so." + version)
            .toList();
    List<String> refused = new ArrayList<>();
    for (Map.Entry<String, Place> place : places.entrySet()) {
      List<String> found = List.of();
      try {
        found = place.getValue().find(library, names);
      } catch (IOException e) {
        refused.add(
            "lib"
                + library
                + " of "
                + place.getKey()
                + " cannot be unpacked ("
                + e.getMessage()
                + ")");
      }
      for (String name : found) {
        try {
          return new Part<>(name, open.apply(name), "");
        } catch (UnsatisfiedLinkError e) {
          // The loader tells what is not there as it tells what does not load.
          if (!place.getKey().equals(LOADER)) {
            refused.add(name + " does not load (" + reason(e) + ")");
          }
        }
      }
    }
    return new Part<>(
        "",
        null,
        refused.isEmpty()
            ? String.join(" or ", names)
                + " was looked for in "
                + String.join(", ", places.keySet())
            : String.join(", ", refused));
  }

  /**
   * Returns what the system says of a library: the second line of JNA's message, whose first line
   * has its name, and whose others have the class path.
   */
  static String reason(LinkageError error) {
    List<String> lines = String.valueOf(error.getMessage()).lines().toList();
    return lines.get(Math.min(1, lines.size() - 1)).strip();
  }

  /**
   * Loads what lies beside a library that was found by its path, for libraries that look for parts
   * of themselves by name. They stay loaded as long as the result is reachable.
   *
   * @param prefix how the names of the parts begin
   */
  static List<NativeLibrary> parts(String name, String prefix) {
    Path folder = Path.of(name).getParent();
    return folder == null
        ? List.of()
        : entries(folder).stream()
            .filter(file -> String.valueOf(file.getFileName()).startsWith(prefix))
            .map(file -> NativeLibrary.getInstance(file.toString()))
            .toList();
  }

  private static List<String> files(Path place, List<String> names) {
    List<String> found = new ArrayList<>();
    for (Path folder : folders(place)) {
      for (String name : names) {
        if (Files.isRegularFile(folder.resolve(name))) {
          found.add(folder.resolve(name).toString());
        }
      }
    }
    return found;
  }

  /** Returns the folders of a toolkit, of a Python environment, or of packages, that are there. */
  private static List<Path> folders(Path place) {
    List<Path> folders = new ArrayList<>(List.of(place));
    folders.add(place.resolve("lib64"));
    folders.add(place.resolve("lib"));
    entries(place.resolve("targets")).forEach(target -> folders.add(target.resolve("lib")));
    List<Path> packages = new ArrayList<>(List.of(place));
    for (Path python : entries(place.resolve("lib"))) {
      if (String.valueOf(python.getFileName()).startsWith("python3")) {
        packages.add(python.resolve("site-packages"));
        packages.add(python.resolve("dist-packages"));
      }
    }
    for (Path one : packages) {
      entries(one.resolve("nvidia")).forEach(part -> folders.add(part.resolve("lib")));
    }
    return folders;
  }

  private static List<Path> entries(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted(Comparator.reverseOrder()).toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
