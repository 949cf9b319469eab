package dev.jacobian.serve;

import dev.jacobian.serve.Service.Asked;
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
 * Runs requests that wait together as one batch.
 *
 * <p>How: (1) a worker takes the first job of the queue and reads its request; (2) it takes further
 * ones while they are there, or come within the wait, and the batch has room; (3) the service
 * answers them all. A job that cannot be read is answered in (1) or (2) and is in no batch. Where a
 * batch fails, each of its jobs runs alone: a row that a model cannot take fails its own request
 * only.
 *
 * @param <R> a request that was read
 */
final class Batcher<R> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);

  private final Service<R> service;
  private final Batching batching;
  private final BlockingQueue<Job> queue;
  private final List<Thread> workers = new ArrayList<>();

  Batcher(Service<R> service, Batching batching, Limits limits, ServerMetrics metrics) {
    this.service = service;
    this.batching = batching;
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

  private List<Asked<R>> nextBatch(Job first) throws InterruptedException {
    List<Asked<R>> batch = new ArrayList<>();
    long until = System.nanoTime() + batching.maxWait().toNanos();
    long rows = 0;
    Job next = first;
    while (next != null) {
      Asked<R> asked = read(next);
      if (asked != null) {
        batch.add(asked);
        rows += service.rows(asked.request());
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
  private @Nullable Asked<R> read(Job job) {
    if (job.isAnswered()) {
      return null;
    }
    try {
      return new Asked<>(job, service.read(job.body(), job.length()));
    } catch (RuntimeException | OutOfMemoryError e) {
      job.answer(refusal(e));
      return null;
    }
  }

  private void run(List<Asked<R>> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      service.answer(batch);
    } catch (RuntimeException | OutOfMemoryError e) {
      if (batch.size() == 1) {
        batch.get(0).job().answer(refusal(e));
      } else {
        batch.forEach(asked -> run(List.of(asked)));
      }
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
