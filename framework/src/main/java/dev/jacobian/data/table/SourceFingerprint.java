package dev.jacobian.data.table;

import dev.jacobian.io.FileErrors;
import dev.jacobian.io.Uninterrupted;
import dev.jacobian.shape.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What tells that a file of data is still the one that it was. Its size, the time of its last
 * change and the SHA-256 digest of its first and last MiB tell files of many gigabytes apart in
 * milliseconds; a change in the middle that keeps the size and sets the time back is seen in its
 * {@linkplain SourceDigest content} only.
 *
 * @param size in bytes
 * @param modifiedMillis when the file was changed, in milliseconds since 1970
 * @param ends digest of both ends as hexadecimal digits
 * @param content digest of the whole file as hexadecimal digits: see {@link SourceDigest}
 */
public record SourceFingerprint(long size, long modifiedMillis, String ends, String content) {
  private static final int END_BYTES = 1 << 20;

  /**
   * Takes the fingerprint of a file, which is read as a whole.
   *
   * @throws DataException if it cannot be read
   */
  public static SourceFingerprint of(Path file) {
    try (SourceDigest digest = SourceDigest.open(file)) {
      return of(file, digest.finish());
    }
  }

  /**
   * Takes the fingerprint of a source: of its file, or, if it is none, of the cells that are read
   * with these options. The source is read, a few rows at a time, and nothing of it is kept.
   *
   * @throws DataException if it cannot be read
   */
  public static SourceFingerprint of(TableSource source, CsvDataset.Options options) {
    return source
        .file()
        .map(SourceFingerprint::of)
        .orElseGet(
            () -> {
              SourceRows rows = new SourceRows(source, options);
              rows.read((part, share) -> {});
              return rows.fingerprint();
            });
  }

  /** Takes the fingerprint of a file whose content has been digested. */
  static SourceFingerprint of(Path file, String content) {
    try (Uninterrupted work = Uninterrupted.begin();
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(end(channel, 0, size));
      digest.update(end(channel, Math.max(0, size - END_BYTES), size));
      return new SourceFingerprint(
          size,
          Files.getLastModifiedTime(file).toMillis(),
          HexFormat.of().formatHex(digest.digest()),
          content);
    } catch (IOException e) {
      throw unreadable(file, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns whether a file has this size, this time and these ends; it is not read as a whole.
   *
   * @throws DataException if it cannot be read
   */
  public boolean seemsOf(Path file) {
    return equals(of(file, content));
  }

  static DataException unreadable(Path file, IOException cause) {
    return new DataException(
        file + ": the file cannot be read: " + FileErrors.reason(cause),
        "a readable file",
        null,
        cause);
  }

  private static ByteBuffer end(FileChannel channel, long from, long size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(END_BYTES, size - from));
    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
      // A read may return less than there is.
    }
    return bytes.flip();
  }
}
