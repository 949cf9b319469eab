package dev.jacobian.trainers.config.data;

import dev.jacobian.io.NumpyFile;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.FileName;
import dev.jacobian.trainers.config.keys.KeyPlace;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An array and the file that it lies in.
 *
 * @param file the file
 * @param kind how it is written
 * @param array the array's name in an npz file; empty for the others, which have one array
 */
public record ArrayFile(Path file, Kind kind, String array) {
  /** Forms of array files. */
  public enum Kind {
    /** One array of NumPy's, compressed by gzip or not. */
    NPY,
    /** Several arrays of NumPy's with names. */
    NPZ,
    /** One array in MNIST's format, compressed by gzip or not. */
    IDX
  }

  private static final byte[] NPY_START = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final byte[] GZIP_START = {0x1f, (byte) 0x8b};
  private static final byte[] IDX_START = {0, 0};
  private static final byte[] ZIP_START = {'P', 'K'};

  /** Returns the file with the array's name, if it has one, for errors. */
  public String name() {
    return array.isEmpty() ? file.toString() : file + ", array '" + array + "'";
  }

  /** Returns the array's name in its npz file, or another one's if it is in none. */
  String arrayOr(String name) {
    return array.isEmpty() ? name : array;
  }

  /**
   * Recognises a file with one array by its first bytes, if they are compressed by those inside.
   */
  static ArrayFile single(FileName name) {
    return single(name.place(), name.existing("an .npy or IDX file"));
  }

  /** Recognises a file with one array that no configuration names. */
  static ArrayFile single(Path file) {
    return single(KeyPlace.of("targets"), file);
  }

  private static ArrayFile single(KeyPlace place, Path file) {
    byte[] start = start(place, file);
    if (startsWith(start, NPY_START)) {
      return new ArrayFile(file, Kind.NPY, "");
    }
    if (startsWith(start, IDX_START)) {
      return new ArrayFile(file, Kind.IDX, "");
    }
    if (startsWith(start, ZIP_START)) {
      List<String> arrays = NumpyFile.namesInNpz(file);
      if (arrays.size() == 1) {
        return new ArrayFile(file, Kind.NPZ, arrays.get(0));
      }
      throw new ConfigException(
          place,
          file + " has " + (arrays.isEmpty() ? "no arrays" : "several arrays"),
          "a file with one array",
          "write npz: FILE, and inputs and targets as names of its arrays");
    }
    throw new ConfigException(
        place,
        file + " is neither an .npy nor an IDX file",
        "a file with one array",
        file.toString().endsWith(".csv") ? "write csv: FILE for a CSV file" : null);
  }

  /** Returns an array of an npz file. */
  static ArrayFile member(Path file, String array) {
    return new ArrayFile(file, Kind.NPZ, array);
  }

  /**
   * Recognises a file of inputs: an array, or an npz file with only one or with one of a name.
   *
   * @param array the name
   */
  public static ArrayFile inputs(Path file, String array) {
    return isNpz(file) && NumpyFile.namesInNpz(file).contains(array)
        ? member(file, array)
        : single(KeyPlace.of("inputs"), file);
  }

  /** Returns whether a file starts as one of several arrays does. */
  static boolean isNpz(Path file) {
    return startsWith(start(KeyPlace.of("input"), file), ZIP_START);
  }

  /** Returns whether a file starts as one of arrays does, compressed by gzip or not. */
  public static boolean isArray(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    byte[] start = start(KeyPlace.of("input"), file);
    return startsWith(start, NPY_START)
        || startsWith(start, ZIP_START)
        || (startsWith(start, IDX_START) && start.length > IDX_START.length);
  }

  private static byte[] start(KeyPlace place, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(NPY_START.length);
      return startsWith(start, GZIP_START) ? startInside(file) : start;
    } catch (IOException e) {
      throw new ConfigException(
          place, file + " cannot be read: " + e.getMessage(), "a file that you may read");
    }
  }

  private static byte[] startInside(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return in.readNBytes(NPY_START.length);
    } catch (EOFException | ZipException e) {
      throw new IOException("it starts as gzip does, but is cut off or damaged", e);
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return Arrays.equals(Arrays.copyOf(bytes, start.length), start);
  }
}
