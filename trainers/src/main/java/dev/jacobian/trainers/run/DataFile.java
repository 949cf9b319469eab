package dev.jacobian.trainers.run;

import dev.jacobian.data.table.SourceFingerprint;
import dev.jacobian.trainers.config.ConfigChange;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.data.ArrayFile;
import dev.jacobian.trainers.config.data.ArrayRows;
import dev.jacobian.trainers.config.data.ImageRows;
import dev.jacobian.trainers.config.data.RowSource;
import dev.jacobian.trainers.config.data.TableData;
import dev.jacobian.trainers.config.data.TableRows;
import dev.jacobian.trainers.saved.TableTexts;
import dev.jacobian.trainers.saved.TabularSource;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file that rows of a run come from, as it was when it was read; or the result of a query.
 *
 * @param key the configuration's key that names it
 * @param name the file's, without folders: a run may go on where its data has been moved
 * @param array the array in it, if it has several
 * @param size in bytes
 * @param modifiedMillis when it was last changed, in milliseconds since 1970
 * @param content the digest of all of it
 */
record DataFile(
    String key, String name, String array, long size, long modifiedMillis, String content) {
  private static final String VALIDATION = "data.validationFile";
  private static final String TEST = "data.testFile";
  private static final String QUERY = "the result of the query";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  /** Returns the files of a run; each is digested, unless a cache has its digest. */
  static List<DataFile> of(RunConfig config) {
    List<DataFile> files = new ArrayList<>();
    RowSource rows = config.data().rows();
    if (rows instanceof ArrayRows arrays) {
      files.add(of("data.inputs", arrays.inputs()));
      files.add(of("data.targets", arrays.targets()));
    } else {
      add(files, "data." + rows.key(), rows, config);
    }
    config.data().split().validation().ifPresent(other -> add(files, VALIDATION, other, config));
    config.data().split().test().ifPresent(other -> add(files, TEST, other, config));
    return files;
  }

  /** Adds rows, and their labels where these lie in a file of their own. */
  private static void add(List<DataFile> files, String key, RowSource rows, RunConfig config) {
    files.add(of(key, rows, config));
    if (rows instanceof ImageRows) {
      rows.files().stream()
          .skip(1)
          .map(
              labels ->
                  of(key, String.valueOf(labels.getFileName()), "", SourceFingerprint.of(labels)))
          .forEach(files::add);
    }
  }

  /** Returns rows that lie in one file, or in one folder. */
  private static DataFile of(String key, RowSource rows, RunConfig config) {
    if (rows instanceof ArrayRows arrays) {
      return of(key, arrays.inputs());
    }
    String name =
        rows.files().stream()
            .map(file -> String.valueOf(file.getFileName()))
            .findFirst()
            .orElse(QUERY);
    return of(
        key,
        name,
        "",
        rows instanceof TableRows table
            ? fingerprint(table, config)
            : FolderFingerprint.of(rows.files().get(0)));
  }

  private static SourceFingerprint fingerprint(TableRows rows, RunConfig config) {
    return config.data() instanceof TableData data
        ? TabularSource.fingerprint(rows, data, config.loss().kind().task())
        : TableTexts.fingerprint(rows);
  }

  private static DataFile of(String key, ArrayFile file) {
    String name = String.valueOf(file.file().getFileName());
    return of(key, name, file.array(), SourceFingerprint.of(file.file()));
  }

  private static DataFile of(String key, String name, String array, SourceFingerprint fingerprint) {
    return new DataFile(
        key, name, array, fingerprint.size(), fingerprint.modifiedMillis(), fingerprint.content());
  }

  /** Returns what differs between the files that a run began with and those of now. */
  static List<ConfigChange> changes(List<DataFile> saved, List<DataFile> now) {
    if (saved.size() != now.size()) {
      return List.of(new ConfigChange("data", "saved " + names(saved) + ", now " + names(now)));
    }
    List<ConfigChange> changes = new ArrayList<>();
    for (int i = 0; i < now.size(); i++) {
      now.get(i).changeFrom(saved.get(i)).ifPresent(changes::add);
    }
    return changes;
  }

  private static List<String> names(List<DataFile> files) {
    return files.stream().map(DataFile::label).toList();
  }

  private String label() {
    return array.isEmpty() ? name : name + " '" + array + "'";
  }

  private Optional<ConfigChange> changeFrom(DataFile saved) {
    if (!array.equals(saved.array)) {
      return Optional.of(new ConfigChange(key, "saved " + saved.label() + ", now " + label()));
    }
    if (size == saved.size && content.equals(saved.content)) {
      return Optional.empty();
    }
    String what =
        size == saved.size
            ? "its " + size + " bytes are others"
            : "it had " + saved.size + " bytes, and has " + size;
    return Optional.of(
        new ConfigChange(
            key,
            label()
                + " has changed"
                + (name.equals(saved.name) ? "" : " from " + saved.label())
                + ": "
                + what
                + (name.equals(QUERY)
                    ? ""
                    : "; last written " + TIME.format(Instant.ofEpochMilli(modifiedMillis)))));
  }
}
