package dev.jacobian.trainers.tensorboard;

import dev.jacobian.io.FileErrors;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes scalars for TensorBoard into an event file. PyTorch equivalent: {@code
 * torch.utils.tensorboard.SummaryWriter}.
 *
 * <pre>{@code
 * try (TensorBoardWriter writer = TensorBoardWriter.open(folder)) {
 *   writer.scalar("loss/train", 0.5, 1);
 * }
 * }</pre>
 *
 * Each event is in the file when its method returns.
 */
public final class TensorBoardWriter implements AutoCloseable {
  private static final String PREFIX = "events.out.tfevents.";
  private static final Pattern NAME = Pattern.compile(Pattern.quote(PREFIX) + "(\\d{10,15})\\..*");
  private static final int EVENT_WALL_TIME = 1;
  private static final int EVENT_STEP = 2;
  private static final int EVENT_FILE_VERSION = 3;
  private static final int EVENT_SUMMARY = 5;
  private static final int EVENT_SESSION_LOG = 7;
  private static final int SUMMARY_VALUE = 1;
  private static final int VALUE_TAG = 1;
  private static final int VALUE_SIMPLE_VALUE = 2;
  private static final int SESSION_LOG_STATUS = 1;
  private static final long SESSION_START = 1;

  private final Path file;
  private final OutputStream out;
  private final Clock clock;

  private TensorBoardWriter(Path file, OutputStream out, Clock clock) {
    this.file = file;
    this.out = out;
    this.clock = clock;
  }

  /**
   * Begins a run in a folder, which is made if there is none.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  public static TensorBoardWriter open(Path folder) {
    return open(folder, Clock.systemUTC());
  }

  /**
   * Goes on with a run after a step, in a file of its own. TensorBoard then forgets what earlier
   * files say of later steps; this is the {@code purge_step} of PyTorch's {@code SummaryWriter},
   * which is the first step to forget.
   *
   * @param step the last step that counts
   * @throws UncheckedIOException if the file cannot be written
   */
  public static TensorBoardWriter resume(Path folder, long step) {
    TensorBoardWriter writer = open(folder);
    ProtoMessage session = new ProtoMessage().number(SESSION_LOG_STATUS, SESSION_START);
    writer.write(writer.event().number(EVENT_STEP, step + 1).message(EVENT_SESSION_LOG, session));
    return writer;
  }

  static TensorBoardWriter open(Path folder, Clock clock) {
    try {
      Files.createDirectories(folder);
      TensorBoardWriter writer = create(folder, clock);
      writer.write(writer.event().text(EVENT_FILE_VERSION, "brain.Event:2"));
      return writer;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write event files into '" + folder + "': " + FileErrors.reason(e), e);
    }
  }

  /**
   * Creates a file whose name sorts after those that are there: TensorBoard reads in that order.
   */
  private static TensorBoardWriter create(Path folder, Clock clock) throws IOException {
    long seconds = Math.max(clock.instant().getEpochSecond(), newest(folder) + 1);
    Path file = folder.resolve(String.format(Locale.ROOT, "%s%010d.%s", PREFIX, seconds, host()));
    return new TensorBoardWriter(
        file, Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), clock);
  }

  /** Returns whether a folder has event files. */
  public static boolean isUsed(Path folder) {
    try {
      return Files.isDirectory(folder) && newest(folder) >= 0;
    } catch (IOException e) {
      throw FileErrors.cannotRead(folder, e);
    }
  }

  /** Returns the second in the name of a folder's last event file, or -1 if there is none. */
  private static long newest(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> NAME.matcher(String.valueOf(file.getFileName())))
          .filter(Matcher::matches)
          .mapToLong(name -> Long.parseLong(name.group(1)))
          .max()
          .orElse(-1);
    }
  }

  /** Returns the event file. */
  public Path file() {
    return file;
  }

  /**
   * Writes a value.
   *
   * @param tag its name; TensorBoard groups tags by what stands before the slash
   * @param value is stored as float32
   */
  public void scalar(String tag, double value, long step) {
    scalars(Map.of(tag, value), step);
  }

  /** Writes values of one step, in the order of the map. */
  public void scalars(Map<String, Double> values, long step) {
    ProtoMessage summary = new ProtoMessage();
    values.forEach(
        (tag, value) ->
            summary.message(
                SUMMARY_VALUE,
                new ProtoMessage()
                    .text(VALUE_TAG, tag)
                    .number(VALUE_SIMPLE_VALUE, value.floatValue())));
    write(event().number(EVENT_STEP, step).message(EVENT_SUMMARY, summary));
  }

  private ProtoMessage event() {
    return new ProtoMessage().number(EVENT_WALL_TIME, clock.millis() / 1e3);
  }

  private void write(ProtoMessage event) {
    try {
      out.write(RecordFrame.of(event.toByteArray()));
    } catch (IOException e) {
      throw FileErrors.cannotWrite(file, e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw FileErrors.cannotWrite(file, e);
    }
  }

  /** Asks the environment only: a look-up of the name may wait for a network. */
  private static String host() {
    Map<String, String> environment = System.getenv();
    String name =
        environment.getOrDefault("HOSTNAME", environment.getOrDefault("COMPUTERNAME", "localhost"));
    return name.replaceAll("[^A-Za-z0-9.-]", "_");
  }
}
