package dev.jacobian.io;

import dev.jacobian.device.Device;
import dev.jacobian.device.JavaArrays;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads and writes named tensors as safetensors files: data only, nothing in them is ever run.
 * Source: the format's description at <a
 * href="https://huggingface.co/docs/safetensors">huggingface.co/docs/safetensors</a>. PyTorch
 * equivalent: {@code safetensors.torch.save_file} and {@code load_file}.
 *
 * <p>The dtypes are F32, F64, I32, I64 and BOOL; each tensor has at most 2^31 - 9 elements.
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
      Tensor tensor = SafeTensorsHeader.require(tensors, entry.name());
      Object array = JavaArrays.allocate(tensor.dtype(), tensor.size());
      tensor.storage().backend().download(tensor.variable().operand(), array, 0);
      Elements.write(channel, array, (int) tensor.size(), tensor.dtype());
    }
  }

  /**
   * Reads a whole file. Everything that the file says is checked before it is used.
   *
   * @return its tensors, on the CPU, in the order of their values in the file, and its metadata
   * @throws dev.jacobian.shape.FileFormatException if there is no such file, it cannot be read, or
   *     it is not a valid safetensors file
   */
  public static SafeTensorsFile load(Path file) {
    String where = "safetensors file '" + file + "'";
    return FileBytes.read(where, file, bytes -> read(where, bytes));
  }

  /**
   * Reads an open file, each byte once, from the first to the last.
   *
   * @param where what the file is, with its path, for errors
   */
  static SafeTensorsFile read(String where, FileBytes bytes) throws IOException {
    HeaderReader.Located located = HeaderReader.read(where, bytes);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (MemoryScope scope = MemoryScope.open()) {
      for (SafeTensorsHeader.Entry entry : located.header().entries()) {
        tensors.put(entry.name(), read(where, bytes, located.dataStart(), entry));
      }
      tensors.values().forEach(scope::keep);
    }
    return new SafeTensorsFile(tensors, located.header().metadata());
  }

  private static Tensor read(
      String where, FileBytes bytes, long dataStart, SafeTensorsHeader.Entry entry)
      throws IOException {
    long size = entry.spec().shape().size();
    Object array = JavaArrays.allocate(entry.spec().dtype(), size);
    Elements.read(
        where + ", tensor '" + entry.name() + "'",
        bytes,
        dataStart + entry.begin(),
        array,
        (int) size,
        entry.spec().dtype());
    return Creation.upload(array, 0, entry.spec(), Device.cpu());
  }
}
