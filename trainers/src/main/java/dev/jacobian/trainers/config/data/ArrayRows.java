package dev.jacobian.trainers.config.data;

import dev.jacobian.io.NumpyFile;
import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.FileName;
import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.keys.RecordKeys;
import dev.jacobian.trainers.config.keys.Section;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Rows that lie in two arrays: an npz file, or two files in NumPy's or MNIST's format.
 *
 * @param inputs the features; axes after the first are taken as one
 * @param targets a number, several numbers or the number of a class for each row
 * @param divideBy what each feature is divided by before a model is given it
 */
public record ArrayRows(ArrayFile inputs, ArrayFile targets, double divideBy) implements RowSource {
  /** The names that arrays of an npz file have when none are given. */
  static final String INPUTS_IN_NPZ = "x";

  static final String TARGETS_IN_NPZ = "y";

  static final RecordKeys<Written> KEYS =
      RecordKeys.of(new Written(Optional.empty(), Optional.empty(), Optional.empty(), 1));

  static final Key<?> TARGETS = KEYS.key("targets");

  /**
   * What a configuration says of them.
   *
   * @param npz an npz file with both arrays
   * @param inputs an .npy or IDX file (.gz too), or an npz file of one array, with the features, a
   *     row for each index of its first axis; with npz the array's name, by default x
   * @param targets the same for the targets: numbers, or whole numbers as classes; with npz by
   *     default y
   * @param divideBy what the features of arrays are divided by: 255 brings the bytes of images to
   *     [0, 1]
   */
  record Written(
      @Option(mayChange = true) Optional<FileName> npz,
      @Option(mayChange = true) Optional<FileName> inputs,
      @Option(mayChange = true) Optional<FileName> targets,
      @Option(above = 0) double divideBy) {
    private ArrayRows rows(Section section) {
      if (npz.isPresent()) {
        Path file = npz.get().existing("an npz file");
        List<String> names = NumpyFile.namesInNpz(file);
        return new ArrayRows(
            member(section, "inputs", inputs, INPUTS_IN_NPZ, file, names),
            member(section, "targets", targets, TARGETS_IN_NPZ, file, names),
            divideBy);
      }
      return new ArrayRows(
          single(section, "inputs", inputs), single(section, "targets", targets), divideBy);
    }

    private static ArrayFile single(Section section, String key, Optional<FileName> file) {
      return ArrayFile.single(file.orElseThrow(() -> KEYS.key(key).missing(section.place(), "")));
    }
  }

  /** Returns what stands for rows that are not known yet. */
  public static ArrayRows none() {
    ArrayFile none = ArrayFile.member(Path.of(""), "");
    return new ArrayRows(none, none, 1);
  }

  static boolean areMeant(Section section) {
    return KEYS.keys().stream().anyMatch(key -> section.has(key) && !key.name().equals("divideBy"));
  }

  static ArrayRows read(Section section) {
    for (Key<?> key : ColumnsConfig.KEYS.keys()) {
      section.forbid(key, "the key belongs to csv, the rows are arrays of numbers");
    }
    for (Key<?> key : TableRows.KEYS.keys()) {
      section.forbid(
          key,
          "the key belongs to a table, the rows are arrays",
          key.equals(TableRows.TARGET) ? TARGETS : null);
    }
    return KEYS.read(section).rows(section);
  }

  /**
   * Returns the rows of files that no configuration names; a model's own preparation divides them.
   *
   * @param file an npz file with both arrays, or an array of inputs
   * @param targetsFile the array of targets, if the other file is one of inputs
   */
  static ArrayRows of(
      Path file, Optional<Path> targetsFile, String inputsName, String targetsName) {
    if (targetsFile.isPresent()) {
      return new ArrayRows(
          ArrayFile.inputs(file, inputsName), ArrayFile.single(targetsFile.get()), 1);
    }
    if (!ArrayFile.isNpz(file)) {
      throw new ConfigException(
          KeyPlace.of("input"),
          file + " is one array, of inputs",
          "the targets too",
          "add --targets FILE, or take an npz file with both arrays");
    }
    return new ArrayRows(
        ArrayFile.member(file, inputsName), ArrayFile.member(file, targetsName), 1);
  }

  private static ArrayFile member(
      Section section,
      String key,
      Optional<FileName> named,
      String usual,
      Path file,
      List<String> names) {
    String name = named.map(FileName::text).orElse(usual);
    if (!names.contains(name)) {
      throw new ConfigException(
          section.placeOf(KEYS.key(named.isPresent() ? key : "npz")),
          file + " has no array '" + name + "'",
          key + ": one of '" + String.join("', '", names) + "'");
    }
    return ArrayFile.member(file, name);
  }

  @Override
  public RowSource in(FileName other) {
    if (inputs.kind() != ArrayFile.Kind.NPZ || !inputs.file().equals(targets.file())) {
      throw new ConfigException(
          other.place(),
          "the rows lie in two files, and this is one",
          "rows in one npz file",
          "write both arrays into one with numpy.savez, or hold out a share with data.validation");
    }
    Path file = other.existing("an npz file");
    List<String> names = NumpyFile.namesInNpz(file);
    for (String name : List.of(inputs.array(), targets.array())) {
      if (!names.contains(name)) {
        throw new ConfigException(
            other.place(),
            file + " has no array '" + name + "', but '" + String.join("', '", names) + "'",
            "the arrays of " + inputs.file());
      }
    }
    return new ArrayRows(
        new ArrayFile(file, ArrayFile.Kind.NPZ, inputs.array()),
        new ArrayFile(file, ArrayFile.Kind.NPZ, targets.array()),
        divideBy);
  }

  @Override
  public String key() {
    return "inputs";
  }

  @Override
  public String name() {
    return targets.file().toString();
  }

  @Override
  public List<Path> files() {
    return Stream.of(inputs.file(), targets.file()).distinct().toList();
  }

  @Override
  public boolean isInMemory() {
    return true;
  }
}
