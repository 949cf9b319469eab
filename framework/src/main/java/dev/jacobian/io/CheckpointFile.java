package dev.jacobian.io;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.FileFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes a checkpoint as one file, which is whole and as it was written, or refused.
 *
 * <p>It is a safetensors file, so other readers of the format open it. Its metadata is the texts
 * and, before them, {@code sha256}: the digest of the whole file with the digest's own digits
 * replaced by zeros. PyTorch equivalent: {@code torch.save} and {@code torch.load}, without their
 * pickled objects.
 */
public final class CheckpointFile {
  private CheckpointFile() {}

  /**
   * Writes a checkpoint. Tensors may be on any device. The same tensors and texts give the same
   * bytes, whatever the order of the maps. The file is replaced as a whole and has reached the disk
   * when this returns.
   *
   * @param file in a folder that exists
   * @throws DataException if a text is named {@code sha256}, a tensor is named {@code
   *     __metadata__}, or a name or text is not valid Unicode
   * @throws java.io.UncheckedIOException if the file cannot be written; the old one stays, and
   *     nothing is left beside it
   */
  public static void write(Path file, Checkpoint checkpoint) {
    if (checkpoint.texts().containsKey(CheckpointDigest.NAME)) {
      throw new DataException(
          "checkpoint: a text is named '"
              + CheckpointDigest.NAME
              + "', which holds the file's digest",
          "another name");
    }
    SafeTensorsHeader sorted = SafeTensorsHeader.of(checkpoint.tensors(), checkpoint.texts());
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(CheckpointDigest.NAME, CheckpointDigest.ZEROS);
    metadata.putAll(sorted.metadata());
    SafeTensorsHeader header = new SafeTensorsHeader(sorted.entries(), metadata);
    byte[] start = HeaderWriter.bytes(header);
    AtomicFile.replace(
        file,
        channel -> {
          CheckpointDigest digest = new CheckpointDigest();
          SafeTensors.write(digest.writing(channel), start, header, checkpoint.tensors());
          channel.position(CheckpointDigest.POSITION);
          Elements.writeFully(
              channel, ByteBuffer.wrap(digest.hex().getBytes(StandardCharsets.US_ASCII)));
        });
  }

  /**
   * Reads a checkpoint.
   *
   * @return its tensors, on the CPU, in the order of their values in the file, and its texts
   * @throws FileFormatException if there is no such file, it cannot be read, it is not a
   *     checkpoint, or a byte is not as it was written
   */
  public static Checkpoint read(Path file) {
    String where = "checkpoint '" + file + "'";
    return FileBytes.read(
        where,
        file,
        bytes -> {
          CheckpointDigest digest = new CheckpointDigest();
          try (MemoryScope scope = MemoryScope.open()) {
            SafeTensorsFile contents = SafeTensors.read(where, digest.reading(bytes));
            Map<String, String> texts = new LinkedHashMap<>(contents.metadata());
            requireEqual(where, texts.remove(CheckpointDigest.NAME), digest.hex());
            contents.tensors().values().forEach(scope::keep);
            return new Checkpoint(contents.tensors(), texts);
          }
        });
  }

  private static void requireEqual(String where, @Nullable String written, String read) {
    if (written == null) {
      throw new FileFormatException(
          where + " has no " + CheckpointDigest.NAME + " in its metadata",
          "a file that was written as a checkpoint",
          "read other safetensors files with SafeTensors.load");
    }
    if (!written.equals(read)) {
      throw new FileFormatException(
          where + ": the bytes have the SHA-256 " + read + ", the file says " + written,
          "equal digests",
          "the file was damaged: use another checkpoint");
    }
  }
}
