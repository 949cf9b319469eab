package dev.jacobian.trainers.run;

import dev.jacobian.data.table.SourceFingerprint;
import dev.jacobian.io.FileErrors;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** What tells whether the files of a folder are still the same: all their names and bytes. */
final class FolderFingerprint {
  private FolderFingerprint() {}

  /**
   * Takes the fingerprint of a folder, or of a file, such as an archive. Hidden files do not count.
   *
   * @throws dev.jacobian.shape.DataException if a file cannot be read
   */
  static SourceFingerprint of(Path place) {
    if (!Files.isDirectory(place)) {
      return SourceFingerprint.of(place);
    }
    try (Stream<Path> walked = Files.walk(place, FileVisitOption.FOLLOW_LINKS)) {
      List<Path> files =
          walked
              .filter(file -> Files.isRegularFile(file) && !isHidden(place, file))
              .sorted()
              .toList();
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      long size = 0;
      long modified = 0;
      for (Path file : files) {
        SourceFingerprint own = SourceFingerprint.of(file);
        String name = place.relativize(file).toString().replace(File.separatorChar, '/');
        digest.update((name + "\n" + own.content() + "\n").getBytes(StandardCharsets.UTF_8));
        size += own.size();
        modified = Math.max(modified, own.modifiedMillis());
      }
      String content = HexFormat.of().formatHex(digest.digest());
      return new SourceFingerprint(size, modified, content, content);
    } catch (IOException e) {
      throw FileErrors.cannotRead(place, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isHidden(Path place, Path file) {
    for (Path part : place.relativize(file)) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }
}
