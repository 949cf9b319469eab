package dev.jacobian.serve;

import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.MemoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the rows of requests that wait together as one batch.
 *
 * <p>How: (1) a worker takes the first job of the queue and reads its rows; (2) it takes further
 * ones while they are there, or come within the wait, and the batch has room; (3) it predicts all
 * rows, at most so many at once; (4) it writes each job's answer. A job that cannot be read is
 * answered in (1) or (2) and is in no batch. Where a batch fails, each of its jobs runs alone: a
 * row that a model cannot take fails its own request only.
 */
final class Batcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);

  private final RowPredictor model;
  private final Batching batching;
  private final RowsReader reader;
  private final PredictionJson writer;
  private final ServerMetrics metrics;
  private final BlockingQueue<Job> queue;
  private final List<Thread> workers = new ArrayList<>();

  Batcher(RowPredictor model, Batching batching, Limits limits, ServerMetrics metrics) {
    this.model = model;
    this.batching = batching;
    this.reader = new RowsReader(model.description().schema(), limits.maxRows());
    this.writer = new PredictionJson(model.description());
    this.metrics = metrics;
    this.queue = new ArrayBlockingQueue<>(limits.queue());
    metrics.observeQueue(queue::size);
    for (int i = 0; i < batching.workers(); i++) {
      workers.add(new Thread(this::work, "jacobian-serve-" + (i + 1)));
    }
    workers.forEach(Thread::start);
  }

  /** Adds a job; returns false if the queue is full. */
  boolean submit(Job job) {
    return queue.offer(job);
  }

  /** Stops the workers; what they have not begun is lost. */
  @Override
  public void close() {
    workers.forEach(Thread::interrupt);
  }

  private void work() {
    try {
      while (true) {
        run(nextBatch(queue.take()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Task(Job job, RequestRows rows) {}

  private List<Task> nextBatch(Job first) throws InterruptedException {
    List<Task> batch = new ArrayList<>();
    long until = System.nanoTime() + batching.maxWait().toNanos();
    int rows = 0;
    Job next = first;
    while (next != null) {
      Task task = read(next);
      if (task != null) {
        batch.add(task);
        rows += task.rows().rows().size();
      }
      next = rows < batching.maxBatch() ? another(until) : null;
    }
    return batch;
  }

  private @Nullable Job another(long until) throws InterruptedException {
    Job waiting = queue.poll();
    long left = waiting == null ? until - System.nanoTime() : 0;
    return left > 0 ? queue.poll(left, TimeUnit.NANOSECONDS) : waiting;
  }

  /** Reads a job's rows; returns null if it needs no prediction. */
  private @Nullable Task read(Job job) {
    if (job.isAnswered()) {
      return null;
    }
    try {
      RequestRows rows = reader.read(job.body(), job.length());
      return new Task(job, rows);
    } catch (RuntimeException | OutOfMemoryError e) {
      job.answer(refusal(e));
      return null;
    }
  }

  private void run(List<Task> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      answer(batch, predict(batch));
    } catch (RuntimeException | OutOfMemoryError e) {
      if (batch.size() == 1) {
        batch.get(0).job().answer(refusal(e));
      } else {
        batch.forEach(task -> run(List.of(task)));
      }
    }
  }

  private List<RowPrediction> predict(List<Task> batch) {
    List<double[]> rows = new ArrayList<>();
    batch.forEach(task -> rows.addAll(task.rows().rows()));
    List<RowPrediction> predictions = new ArrayList<>(rows.size());
    for (int from = 0; from < rows.size(); from += batching.maxBatch()) {
      int to = Math.min(rows.size(), from + batching.maxBatch());
      predictions.addAll(model.predict(rows.subList(from, to).toArray(new double[0][])));
      metrics.batch(to - from);
    }
    return predictions;
  }

  private void answer(List<Task> batch, List<RowPrediction> predictions) {
    int from = 0;
    for (Task task : batch) {
      int to = from + task.rows().rows().size();
      task.job()
          .answer(
              Answer.json(
                  Answer.OK, writer.write(task.rows().form(), predictions.subList(from, to))));
      from = to;
    }
  }

  private static Answer refusal(Throwable failure) {
    if (failure instanceof RequestException refused) {
      return refused.answer();
    }
    if (failure instanceof MemoryException || failure instanceof OutOfMemoryError) {
      LOG.warn("a request did not fit memory: {}", failure.getMessage());
      return new RequestException(
              Answer.UNAVAILABLE,
              "no memory for this request now",
              "room for its rows",
              "send it again later, or fewer rows at once")
          .answer();
    }
    if (failure instanceof JacobianException refused) {
      return RequestException.of(refused).answer();
    }
    LOG.error("a request failed by a mistake of the server", failure);
    return new RequestException(
            Answer.FAILED,
            "the server failed: " + failure.getClass().getSimpleName(),
            null,
            "this is a mistake of the server, not of the request; its log has more")
        .answer();
  }
}
