package dev.jacobian.data.table;

import dev.jacobian.data.Batch;
import dev.jacobian.data.ScratchArrays;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.device.DataChecks;
import dev.jacobian.device.Device;
import dev.jacobian.io.AtomicFile;
import dev.jacobian.io.FileErrors;
import dev.jacobian.io.Uninterrupted;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Rows that lie in a file and may be more than memory holds. The file is made of a CSV file once,
 * in one pass and bounded memory, and mapped: the system reads what is asked for and keeps what it
 * has room for. The Java heap holds a batch, and nothing per row. Features and targets are those
 * that {@link CsvDataset} would read, to the last bit.
 *
 * <p>The file is written beside its final name and renamed, so there is never a part of one. It is
 * made again when the CSV file has another {@link SourceFingerprint} or is read with other options.
 * It must not be changed or cut while it is in use.
 */
public final class MappedDataset implements TableDataset {
  private final Path file;
  private final RowFileHeader header;
  private final RowSegments segments;

  /** The mapped file, to ask for its length; closed when this is unreachable. */
  private final RandomAccessFile opened;

  private final long bytes;
  private final TensorSpec inputSpec;
  private final TensorSpec targetSpec;
  private final ScratchArrays inputScratch;
  private final ScratchArrays targetScratch;

  private MappedDataset(
      Path file, RowFileHeader header, RowSegments segments, RandomAccessFile opened)
      throws IOException {
    this.file = file;
    this.opened = opened;
    this.bytes = opened.length();
    this.header = header;
    this.segments = segments;
    this.inputSpec =
        new TensorSpec(Shape.of(header.rows(), header.schema().size()), header.dtype());
    this.targetSpec =
        header.hasClasses()
            ? new TensorSpec(Shape.of(header.rows()), DType.INT64)
            : new TensorSpec(Shape.of(header.rows(), header.targetNames().size()), header.dtype());
    this.inputScratch = new ScratchArrays(inputSpec.dtype());
    this.targetScratch = new ScratchArrays(targetSpec.dtype());
  }

  /**
   * Returns where the cache of a CSV file lies by default: beside it, with a name of its own for
   * each way to read the file.
   */
  public static Path besideOf(Path csv, CsvDataset.Options options) {
    CRC32 hash = new CRC32();
    hash.update(options.toString().getBytes(StandardCharsets.UTF_8));
    return csv.resolveSibling(String.format("%s.%08x.rows", csv.getFileName(), hash.getValue()));
  }

  /**
   * Opens the cache of a CSV file; makes it first if there is none, or one of other contents.
   *
   * @param options how the CSV file is read
   * @param cache where the cache lies, or is to lie; in a folder that exists
   * @throws DataException if the CSV file cannot be used; the message is {@link CsvDataset#read}'s
   * @throws FileFormatException if a file of another kind lies there; it is left alone
   * @throws java.io.UncheckedIOException if the cache cannot be written
   */
  public static MappedDataset of(Path csv, CsvDataset.Options options, Path cache) {
    if (!isCurrent(
        cache,
        header -> header.source().seemsOf(csv) && header.options().equals(options.toString()))) {
      AtomicFile.replace(cache, channel -> write(csv, options, channel));
    }
    return open(cache);
  }

  /**
   * Opens the cache of a source; makes it first if there is none, or one of other contents. That of
   * a query is always made, since only the rows tell whether they are others.
   *
   * @param options as {@link TableDataset#read} has them
   * @param cache where the cache lies, or is to lie; in a folder that exists
   * @throws DataException if the source cannot be used
   * @throws FileFormatException if a file of another kind lies there; it is left alone
   * @throws java.io.UncheckedIOException if the cache cannot be written
   */
  public static MappedDataset of(TableSource source, CsvDataset.Options options, Path cache) {
    SourceRows rows = new SourceRows(source, options);
    boolean isCurrent =
        isCurrent(
            cache,
            header ->
                source.file().filter(header.source()::seemsOf).isPresent()
                    && header.options().equals(rows.options().toString()));
    if (!isCurrent) {
      AtomicFile.replace(
          cache,
          channel ->
              rows.read(new RowFileWriter(rows.columns(), rows.options(), channel))
                  .finish(rows.fingerprint()));
    }
    return open(cache);
  }

  private static void write(Path csv, CsvDataset.Options options, FileChannel channel)
      throws IOException {
    long size = Files.size(csv);
    try (SourceDigest digest = SourceDigest.open(csv)) {
      Digested sink =
          new CsvFile(CsvInput.of(csv), options)
              .read(
                  columns ->
                      new Digested(new RowFileWriter(columns, options, channel), digest, size));
      sink.rows().finish(SourceFingerprint.of(csv, digest.finish()));
    }
  }

  /** Writes rows, and digests their file close behind the place where it is read. */
  private record Digested(RowFileWriter rows, SourceDigest digest, long size)
      implements CsvFile.Sink {
    @Override
    public void add(TablePart part, double share) {
      digest.readTo((long) (share * size));
      rows.add(part, share);
    }
  }

  private static boolean isCurrent(Path cache, Predicate<RowFileHeader> isOfSource) {
    if (!Files.exists(cache)) {
      return false;
    }
    try (Uninterrupted work = Uninterrupted.begin();
        FileChannel channel = FileChannel.open(cache, StandardOpenOption.READ)) {
      if (!RowFileHeader.isRowFile(channel)) {
        throw new FileFormatException(
            cache + ": the file is no row cache, and is not replaced by one",
            "no file, or an older cache",
            "choose another place for the cache, or delete the file");
      }
      return matches(cache, channel, isOfSource);
    } catch (IOException e) {
      throw unreadable(cache, e);
    }
  }

  private static boolean matches(
      Path cache, FileChannel channel, Predicate<RowFileHeader> isOfSource) throws IOException {
    try {
      return isOfSource.test(RowFileHeader.read(cache.toString(), channel));
    } catch (FileFormatException e) {
      // A damaged cache is made again.
      return false;
    }
  }

  /**
   * Opens a cache whatever it was made of.
   *
   * @throws FileFormatException if there is none, or it is damaged
   */
  public static MappedDataset open(Path cache) {
    try (Uninterrupted work = Uninterrupted.begin();
        FileChannel channel = FileChannel.open(cache, StandardOpenOption.READ)) {
      RowFileHeader header = RowFileHeader.read(cache.toString(), channel);
      RowSegments segments = RowSegments.map(cache.toString(), channel, header);
      return new MappedDataset(cache, header, segments, new RandomAccessFile(cache.toFile(), "r"));
    } catch (NoSuchFileException e) {
      throw new FileFormatException(
          cache + ": there is no such file", "the path of a row cache", null, e);
    } catch (IOException e) {
      throw unreadable(cache, e);
    }
  }

  private static FileFormatException unreadable(Path cache, IOException cause) {
    return new FileFormatException(
        cache + ": the file cannot be read: " + FileErrors.reason(cause),
        "a readable file",
        null,
        cause);
  }

  @Override
  public TableSchema schema() {
    return header.schema();
  }

  @Override
  public List<String> targetNames() {
    return header.targetNames();
  }

  @Override
  public List<String> classNames() {
    return header.classNames();
  }

  @Override
  public Optional<SourceFingerprint> fingerprint() {
    return Optional.of(header.source());
  }

  @Override
  public DroppedRows dropped() {
    return header.dropped();
  }

  @Override
  public TensorSpec inputSpec() {
    return inputSpec;
  }

  @Override
  public TensorSpec targetSpec() {
    return targetSpec;
  }

  @Override
  public long size() {
    return header.rows();
  }

  @Override
  public Batch gather(long[] indices) {
    DataChecks.requireInside("gather", indices, indices.length, 0, size());
    TensorSpec inputs = rows(inputSpec, indices.length);
    TensorSpec targets = rows(targetSpec, indices.length);
    requireWhole();
    Object inputValues = inputScratch.take(inputs.shape().size());
    Object targetValues = targetScratch.take(targets.shape().size());
    try {
      segments.read(indices, inputValues, targetValues);
    } catch (InternalError e) {
      // What the JVM makes of a page that is not there any more.
      throw damaged(e);
    }
    Tensor input = Creation.upload(inputValues, 0, inputs, Device.cpu());
    Tensor target = Creation.upload(targetValues, 0, targets, Device.cpu());
    inputScratch.give(inputValues);
    targetScratch.give(targetValues);
    return new Batch(input, target);
  }

  /**
   * Checks that the file is not shorter than it was: reading a page of it that is not there any
   * more ends some JVMs.
   */
  private void requireWhole() {
    try {
      if (opened.length() < bytes) {
        throw damaged(null);
      }
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  private DataException damaged(@Nullable Throwable cause) {
    return new DataException(
        file + ": the row cache cannot be read; it became shorter, or its disk failed",
        "a file that nobody changes while it is in use",
        "delete it, so that it is made again",
        cause);
  }

  private static TensorSpec rows(TensorSpec all, int count) {
    return new TensorSpec(all.shape().withDim(0, count), all.dtype());
  }
}
