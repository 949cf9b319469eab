package dev.jacobian.trainers.config;

import dev.jacobian.io.NumpyFile;
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

  private static final Key<FileName> NPZ =
      Key.optional("npz", FileName.TYPE, "an npz file with both arrays").changeable();
  private static final Key<FileName> INPUTS =
      Key.optional(
              "inputs",
              FileName.TYPE,
              "an .npy or IDX file (.gz too), or an npz file of one array, with the features, a row for"
                  + " each index of its first axis; with npz the array's name, by default x")
          .changeable();
  static final Key<FileName> TARGETS =
      Key.optional(
              "targets",
              FileName.TYPE,
              "the same for the targets: numbers, or whole numbers as classes; with npz by default y")
          .changeable();
  private static final Key<Double> DIVIDE_BY =
      Key.defaultsTo(
          1.0,
          "divideBy",
          ValueType.positive(),
          "what the features of arrays are divided by: 255 brings the bytes of images to [0, 1]");

  static final List<Key<?>> KEYS = List.of(NPZ, INPUTS, TARGETS, DIVIDE_BY);

  static boolean areMeant(Section section) {
    return section.has(NPZ) || section.has(INPUTS) || section.has(TARGETS);
  }

  static ArrayRows read(Section section, Path folder) {
    for (Key<?> key : ColumnsConfig.KEYS) {
      section.forbid(key, "the key belongs to csv, the rows are arrays of numbers");
    }
    for (Key<?> key : TableRows.keys(folder)) {
      section.forbid(
          key,
          "the key belongs to a table, the rows are arrays",
          key.equals(TableRows.TARGET) ? TARGETS : null);
    }
    double divideBy = section.get(DIVIDE_BY);
    if (section.find(NPZ).isEmpty()) {
      return new ArrayRows(
          ArrayFile.single(section.get(INPUTS), folder),
          ArrayFile.single(section.get(TARGETS), folder),
          divideBy);
    }
    Path file = section.get(NPZ).existing(folder, "an npz file");
    List<String> names = NumpyFile.namesInNpz(file);
    return new ArrayRows(
        member(section, INPUTS, INPUTS_IN_NPZ, file, names),
        member(section, TARGETS, TARGETS_IN_NPZ, file, names),
        divideBy);
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
      Section section, Key<FileName> key, String fallback, Path file, List<String> names) {
    String name = section.find(key).map(FileName::text).orElse(fallback);
    if (!names.contains(name)) {
      throw new ConfigException(
          section.has(key) ? section.placeOf(key) : section.placeOf(NPZ),
          file + " has no array '" + name + "'",
          key.name() + ": one of '" + String.join("', '", names) + "'");
    }
    return new ArrayFile(file, ArrayFile.Kind.NPZ, name);
  }

  @Override
  public RowSource in(FileName other, Path folder) {
    if (inputs.kind() != ArrayFile.Kind.NPZ || !inputs.file().equals(targets.file())) {
      throw new ConfigException(
          other.place(),
          "the rows lie in two files, and this is one",
          "rows in one npz file",
          "write both arrays into one with numpy.savez, or hold out a share with data.validation");
    }
    Path file = other.existing(folder, "an npz file");
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
