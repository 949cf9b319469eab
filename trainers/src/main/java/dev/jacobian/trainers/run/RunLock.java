package dev.jacobian.trainers.run;

import dev.jacobian.io.FileErrors;
import dev.jacobian.io.Uninterrupted;
import dev.jacobian.shape.StateException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write to a run's folder, which one process has at a time. It is a lock of the
 * operating system on a file in the folder, so it ends with the process however that ends. The file
 * says who has it; it stays when the lock is gone, since a file that is deleted could be locked by
 * two processes.
 */
public final class RunLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);

  /** Far behind the text, because some systems forbid others to read what is locked. */
  private static final long LOCKED_BYTE = 1L << 40;

  private static final int MOST_TEXT = 400;
  private static final int READ_ATTEMPTS = 20;
  private static final int READ_PAUSE_MILLIS = 25;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  /**
   * The files that this process has locked, and who it is. The system's locks are the process's,
   * and to close any other channel of a file ends them; so a file that is in here must not be
   * opened.
   */
  private static final ConcurrentHashMap<Path, String> HELD = new ConcurrentHashMap<>();

  private final Path file;
  private final Path key;
  private final FileChannel channel;
  private final @Nullable Object identity;

  private RunLock(Path file, Path key, FileChannel channel, @Nullable Object identity) {
    this.file = file;
    this.key = key;
    this.channel = channel;
    this.identity = identity;
  }

  /** Locks a byte of a file; returns null if another process has locked it. */
  interface Locking {
    @Nullable FileLock lock(FileChannel channel, long position) throws IOException;
  }

  /**
   * Takes the right to write to a folder.
   *
   * @param folder of the run, for the message
   * @param file that is locked, in a folder that exists
   * @throws StateException if another run has it, with its process, machine and start
   */
  static RunLock acquire(Path folder, Path file) {
    return acquire(folder, file, (channel, at) -> channel.tryLock(at, 1, false));
  }

  static RunLock acquire(Path folder, Path file, Locking locking) {
    Path key = realPath(file);
    String own =
        "process "
            + ProcessHandle.current().pid()
            + " on "
            + host()
            + " since "
            + TIME.format(Instant.now());
    String other = HELD.putIfAbsent(key, own);
    if (other != null) {
      throw inUse(folder, other);
    }
    try {
      return lock(folder, file, key, own, locking);
    } catch (RuntimeException | Error e) {
      HELD.remove(key);
      throw e;
    }
  }

  private static RunLock lock(Path folder, Path file, Path key, String own, Locking locking) {
    // An interrupted thread that writes would close the channel, and with it the lock.
    try (Uninterrupted work = Uninterrupted.begin()) {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      boolean isOurs = false;
      try {
        isOurs = isLocked(channel, file, locking);
        if (!isOurs) {
          throw inUse(folder, owner(channel));
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((own + "\n").getBytes(StandardCharsets.UTF_8)), 0);
      } finally {
        if (!isOurs) {
          channel.close();
        }
      }
      return new RunLock(file, key, channel, identity(file));
    } catch (IOException e) {
      throw FileErrors.cannotWrite(file, e);
    }
  }

  /** Returns false if another process has the lock. Where there are no locks nobody has. */
  private static boolean isLocked(FileChannel channel, Path file, Locking locking) {
    try {
      return locking.lock(channel, LOCKED_BYTE) != null;
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn(
          "'{}' cannot be locked, so another run that writes to its folder would not be noticed: {}",
          file,
          e.toString());
      return true;
    }
  }

  private static StateException inUse(Path folder, String owner) {
    return new StateException(
        folder + " is in use by another run: " + owner,
        "a folder that no other run writes to",
        "wait until it ends, or choose another --out");
  }

  /** Returns who has the lock. It may have taken it this moment, and not have written its name. */
  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(MOST_TEXT);
    for (int attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
      text.clear();
      if (channel.read(text, 0) > 0) {
        return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
      }
      try {
        Thread.sleep(READ_PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return "a process that has not said its name";
  }

  private static Path realPath(Path file) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      return folder == null ? file : folder.toRealPath().resolve(file.getFileName());
    } catch (IOException e) {
      throw FileErrors.cannotWrite(file, e);
    }
  }

  /** Returns the machine's name without asking the network for it. */
  private static String host() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      // Only Linux has this file.
      return Stream.of("COMPUTERNAME", "HOSTNAME", "HOST")
          .map(System::getenv)
          .filter(name -> name != null && !name.isBlank())
          .findFirst()
          .orElse("this machine");
    }
  }

  private static @Nullable Object identity(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /** Returns whether the file is still the one that was locked, and not removed or another's. */
  public boolean isHeld() {
    try {
      Object now = identity(file);
      return now == null || now.equals(identity);
    } catch (IOException e) {
      return false;
    }
  }

  /** Gives the right back. */
  @Override
  public void close() {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      LOG.warn("cannot close '{}': {}", file, e.toString());
    } finally {
      HELD.remove(key);
    }
  }
}
