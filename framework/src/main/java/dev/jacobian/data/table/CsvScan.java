package dev.jacobian.data.table;

import dev.jacobian.data.csv.CsvBytes;
import dev.jacobian.data.csv.CsvProblem;
import dev.jacobian.data.csv.CsvWindow;
import dev.jacobian.shape.DataException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Reads the rows of a file in parts, by several threads, and gives the parts on in the file's
 * order.
 *
 * <p>How: the file is cut at fixed positions, and a part has the rows that start between two of
 * them. Where the first one starts is a guess, the next line end, which is wrong only if that is
 * inside quotes. A part tells where it ended, so whether the next one's guess was right is known
 * when its turn comes; if it was wrong, the part is read again. So the result never depends on
 * where the cuts are. Few parts are under way at any time, which bounds the memory.
 *
 * @param errors with the file's columns
 * @param threads that read; with 1 the caller reads
 * @param partBytes between two cuts
 */
record CsvScan(RowErrors errors, int threads, int partBytes) {
  private static final int PARTS_AHEAD = 2;

  /**
   * Reads all rows.
   *
   * @param start of the first row
   * @param line on which it starts
   * @throws DataException if a row cannot be used
   */
  void run(CsvBytes bytes, long start, long line, Consumer<TablePart> sink) throws IOException {
    Progress progress = new Progress(sink, start, line);
    Queue<CsvRowReader> idle = new ConcurrentLinkedQueue<>();
    if (threads == 1 || bytes.upTo(start + partBytes + 1) <= start + partBytes) {
      long from = start;
      long to = bytes.upTo(from + partBytes);
      while (from < to) {
        if (progress.next < to) {
          progress.add(read(idle, bytes, progress.next, to, true));
        }
        from = to;
        release(bytes, progress, to);
        to = bytes.upTo(from + partBytes);
      }
      return;
    }
    ExecutorService pool = Executors.newFixedThreadPool(threads, CsvScan::thread);
    try {
      runAhead(pool, idle, bytes, progress);
    } finally {
      pool.shutdownNow();
    }
  }

  private void runAhead(
      ExecutorService pool, Queue<CsvRowReader> idle, CsvBytes bytes, Progress progress)
      throws IOException {
    Queue<Ahead> ahead = new ArrayDeque<>();
    long start = progress.next;
    long submitted = start;
    while (true) {
      while (ahead.size() < threads + PARTS_AHEAD && bytes.upTo(submitted + 1) > submitted) {
        long from = submitted;
        long to = bytes.upTo(from + partBytes);
        ahead.add(new Ahead(to, pool.submit(() -> read(idle, bytes, from, to, from == start))));
        submitted = to;
      }
      if (ahead.isEmpty()) {
        return;
      }
      Ahead next = ahead.remove();
      TablePart part = await(next.part);
      if (progress.next < next.to) {
        boolean isRight = part.start() == progress.next;
        progress.add(isRight ? part : read(idle, bytes, progress.next, next.to, true));
      }
      release(bytes, progress, next.to);
    }
  }

  /** A part that is being read, up to a cut. */
  private record Ahead(long to, Future<TablePart> part) {}

  /** Lets go what lies before the next row and the byte before the next cut. */
  private static void release(CsvBytes bytes, Progress progress, long cut) {
    bytes.release(Math.min(progress.next, cut - 1));
  }

  private TablePart read(
      Queue<CsvRowReader> idle, CsvBytes bytes, long from, long to, boolean isRowStart)
      throws IOException {
    CsvRowReader polled = idle.poll();
    CsvRowReader reader = polled == null ? new CsvRowReader(errors, new CsvWindow(bytes)) : polled;
    TablePart part = reader.read(from, to, isRowStart);
    idle.add(reader);
    return part;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "jacobian-csv");
    thread.setDaemon(true);
    return thread;
  }

  private static TablePart await(Future<TablePart> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the thread was interrupted while it read a CSV file");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException failure) {
        throw failure;
      }
      if (cause instanceof RuntimeException failure) {
        throw failure;
      }
      if (cause instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException(cause);
    }
  }

  /** How far the file has been given on. */
  private static final class Progress {
    private final Consumer<TablePart> sink;
    private long next;
    private long line;

    Progress(Consumer<TablePart> sink, long next, long line) {
      this.sink = sink;
      this.next = next;
      this.line = line;
    }

    void add(TablePart part) {
      CsvProblem problem = part.problem();
      if (problem != null) {
        throw problem.at(line);
      }
      sink.accept(part);
      next = part.end();
      line += part.lines();
    }
  }
}
