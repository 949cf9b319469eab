package dev.jacobian.io;

import dev.jacobian.device.Device;
import dev.jacobian.device.JavaArrays;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.shape.Fix;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads and writes named tensors as safetensors files: data only, nothing in them is ever run.
 * Source: the format's description at <a
 * href="https://huggingface.co/docs/safetensors">huggingface.co/docs/safetensors</a>. PyTorch
 * equivalent: {@code safetensors.torch.save_file} and {@code load_file}.
 *
 * <p>Written are F32, F64, I32, I64 and BOOL. Read are these and, each without a loss, F16, BF16,
 * F8_E4M3 and F8_E5M2 as float32; I8, U8, I16 and U16 as int32; U32 and U64 as int64, if all
 * numbers are below 2^63. Convert a tensor that was read to have another dtype: {@code
 * x.to(DType.FLOAT64)}. Each tensor has at most 64 axes and 2^31 - 9 elements. What a file holds as
 * it is stored is told by {@link #describe}; tensors of other types do not keep those beside them
 * from being read by their names.
 */
public final class SafeTensors {
  private SafeTensors() {}

  /**
   * Writes tensors without metadata.
   *
   * @see #save(Path, Map, Map)
   */
  public static void save(Path file, Map<String, Tensor> tensors) {
    save(file, tensors, Map.of());
  }

  /**
   * Writes tensors of any device. The same tensors and metadata give the same bytes, whatever the
   * order of the maps. The file is replaced as a whole: it is the old one or the new one, at no
   * time a part.
   *
   * @param file in a folder that exists
   * @param metadata free text by name, kept with the tensors
   * @throws dev.jacobian.shape.DataException if a tensor is named {@code __metadata__}, or a name
   *     or text is not valid Unicode
   * @throws java.io.UncheckedIOException if the file cannot be written; the old one stays
   */
  public static void save(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    SafeTensorsHeader header = SafeTensorsHeader.of(tensors, metadata);
    byte[] start = HeaderWriter.bytes(header);
    AtomicFile.replace(file, channel -> write(channel, start, header, tensors));
  }

  /**
   * Writes a whole file to a channel.
   *
   * @param start the header as bytes
   */
  static void write(
      WritableByteChannel channel,
      byte[] start,
      SafeTensorsHeader header,
      Map<String, Tensor> tensors)
      throws IOException {
    Elements.writeFully(channel, ByteBuffer.wrap(start));
    for (SafeTensorsHeader.Entry entry : header.entries()) {
      Elements.write(channel, SafeTensorsHeader.require(tensors, entry.name()));
    }
  }

  /**
   * Reads a whole file. Everything that the file says is checked before it is used.
   *
   * @return its tensors, on the CPU, in the order of their values in the file, and its metadata
   * @throws FileFormatException if there is no such file, it cannot be read, it is not a valid
   *     safetensors file, or a tensor is of a type that is not read
   */
  public static SafeTensorsFile load(Path file) {
    String where = where(file);
    return FileBytes.read(where, file, bytes -> read(where, bytes));
  }

  /**
   * Reads some tensors of a file; of the others only what the header says is checked.
   *
   * @param names of tensors
   * @return these tensors, on the CPU, in the order of their values in the file, and the metadata
   * @throws FileFormatException as {@link #load(Path)} does, or if the file has no such tensor
   */
  public static SafeTensorsFile load(Path file, Collection<String> names) {
    String where = where(file);
    Set<String> wanted = new LinkedHashSet<>(names);
    return FileBytes.read(
        where,
        file,
        bytes -> {
          HeaderReader.Located located = HeaderReader.read(where, bytes);
          List<String> there =
              located.header().entries().stream().map(SafeTensorsHeader.Entry::name).toList();
          Set<String> missing = new LinkedHashSet<>(wanted);
          missing.removeAll(new HashSet<>(there));
          if (!missing.isEmpty()) {
            throw new FileFormatException(
                where + " has no tensors " + Brief.of(missing), "some of " + Brief.of(there));
          }
          return read(where, bytes, located, wanted::contains);
        });
  }

  /**
   * Returns what tensors a file holds, in the order of their values; none is read. The header is
   * checked as {@link #load(Path)} does.
   *
   * @throws FileFormatException if there is no such file, it cannot be read, or it is not a valid
   *     safetensors file
   */
  public static Map<String, StoredTensor> describe(Path file) {
    String where = where(file);
    return FileBytes.read(
        where,
        file,
        bytes -> {
          Map<String, StoredTensor> stored = new LinkedHashMap<>();
          for (SafeTensorsHeader.Entry entry : HeaderReader.read(where, bytes).header().entries()) {
            stored.put(entry.name(), new StoredTensor(entry.type().name(), entry.shape()));
          }
          return Collections.unmodifiableMap(stored);
        });
  }

  private static String where(Path file) {
    return "safetensors file '" + file + "'";
  }

  /**
   * Reads an open file, each byte once, from the first to the last.
   *
   * @param where what the file is, with its path, for errors
   */
  static SafeTensorsFile read(String where, FileBytes bytes) throws IOException {
    return read(where, bytes, HeaderReader.read(where, bytes), name -> true);
  }

  private static SafeTensorsFile read(
      String where, FileBytes bytes, HeaderReader.Located located, Predicate<String> isWanted)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (MemoryScope scope = MemoryScope.open()) {
      for (SafeTensorsHeader.Entry entry : located.header().entries()) {
        if (isWanted.test(entry.name())) {
          tensors.put(entry.name(), read(where, bytes, located.dataStart(), entry));
        }
      }
      tensors.values().forEach(scope::keep);
    }
    return new SafeTensorsFile(tensors, located.header().metadata());
  }

  private static Tensor read(
      String where, FileBytes bytes, long dataStart, SafeTensorsHeader.Entry entry)
      throws IOException {
    String tensor = HeaderParser.tensor(where, entry.name());
    StoredNumber number = entry.type().number();
    if (number == null) {
      throw new FileFormatException(
          tensor + ": the dtype is " + entry.type(),
          "one of " + ElementType.readable(),
          Fix.inCode("read the other tensors by their names: SafeTensors.load(file, names)"));
    }
    TensorSpec spec = new TensorSpec(entry.shape(), number.dtype());
    long size = entry.shape().size();
    Object array = JavaArrays.allocate(tensor + ": ", number.dtype(), size, "");
    Elements.read(tensor, bytes, dataStart + entry.begin(), array, (int) size, number);
    return Creation.upload(array, 0, spec, Device.cpu());
  }
}
