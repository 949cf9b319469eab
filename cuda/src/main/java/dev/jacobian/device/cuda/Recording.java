package dev.jacobian.device.cuda;

import dev.jacobian.device.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The work of one program, collected run after run: what a run puts into the stream goes there as
 * one {@link Graph}, or as several if something has to be known in Java in between.
 */
final class Recording implements Sequence {
  private final Engine engine;
  private final List<Work> works = new ArrayList<>();

  /** The last launches, if they are small; what follows them has not been added yet. */
  private final Joined last = new Joined();

  private final List<IntConsumer> checks = new ArrayList<>();
  private final Graphs graphs;

  /** The graphs of a run, which outlive a recording that nobody can reach. */
  static final class Graphs implements Runnable {
    private final Driver driver;
    private final List<Graph> all = new ArrayList<>();
    private int next;

    Graphs(Driver driver) {
      this.driver = driver;
    }

    Graph next() {
      if (next == all.size()) {
        all.add(new Graph(driver));
      }
      return all.get(next++);
    }

    @Override
    public void run() {
      driver.enter();
      all.forEach(Graph::free);
    }
  }

  Recording(Engine engine) {
    this.engine = engine;
    this.graphs = new Graphs(engine.driver());
    Engine.CLEANER.register(this, graphs);
  }

  @Override
  public void run(Runnable calls) {
    graphs.next = 0;
    engine.record(this, calls);
  }

  @Override
  public void settle() {
    if (!checks.isEmpty()) {
      engine.flush();
    }
  }

  void add(Work work) {
    close();
    works.add(work);
  }

  /** Adds a launch to those before it, if all are small. */
  void add(Joined.Small launch) {
    if (!last.hasRoomFor(launch)) {
      close();
    }
    last.add(launch);
  }

  private void close() {
    if (!last.isEmpty()) {
      works.add(last.take(engine));
    }
  }

  /**
   * Adds what is done if the next work notes an error.
   *
   * @return the number of the place where it notes it, from 1
   */
  int addCheck(IntConsumer failed) {
    checks.add(failed);
    return checks.size();
  }

  /** Returns the number of the place of the check that was added last. */
  int place() {
    return checks.size();
  }

  boolean isEmpty() {
    return works.isEmpty() && last.isEmpty();
  }

  /** Puts what has been collected into the stream. */
  void put(Driver driver, long stream) {
    close();
    if (works.size() == 1) {
      works.get(0).put(driver, stream);
    } else if (!works.isEmpty()) {
      graphs.next().launch(works, stream);
    }
    works.clear();
  }

  /** Returns what is done with the notes of errors, and forgets it. */
  List<IntConsumer> takeChecks() {
    List<IntConsumer> taken = List.copyOf(checks);
    checks.clear();
    return taken;
  }

  /** Forgets what has been collected, of a run that has failed. */
  void drop() {
    works.clear();
    last.drop();
    checks.clear();
  }
}
