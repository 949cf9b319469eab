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
  /** The most steps that a summary names. */
  private static final int MOST_NAMED = 2;

  private final Engine engine;
  private final List<Graph.Step> steps = new ArrayList<>();

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

  /**
   * Adds work.
   *
   * @param name what it does, for errors
   */
  void add(String name, Work work) {
    close();
    steps.add(new Graph.Step(name, work));
  }

  /** Adds a launch to those before it, if all are small. */
  void add(String name, Joined.Small launch) {
    if (!last.hasRoomFor(launch)) {
      close();
    }
    last.add(name, launch);
  }

  /** Makes the last small launches a step, which may have to be compiled. */
  void close() {
    if (!last.isEmpty()) {
      steps.add(last.take(engine));
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
    return steps.isEmpty() && last.isEmpty();
  }

  /** Returns whether what has been collected may use memory. */
  boolean mayUse(CudaBlock block) {
    return last.mayUse(block) || steps.stream().anyMatch(step -> step.work().mayUse(block));
  }

  /** Returns what has been collected, in a few words for messages. */
  String summary() {
    List<String> names =
        steps.stream().map(Graph.Step::name).filter(name -> !name.isEmpty()).distinct().toList();
    String some = String.join("; ", names.subList(0, Math.min(MOST_NAMED, names.size())));
    String more = names.size() > MOST_NAMED ? "; and more" : "";
    return "a program of " + steps.size() + " steps" + (some.isEmpty() ? "" : ": " + some + more);
  }

  /**
   * Puts what has been {@link #close closed} into the stream; if that fails, it can be repeated.
   */
  void put(Driver driver, long stream) {
    String announced = driver.announced();
    try {
      if (steps.size() == 1) {
        driver.announce(steps.get(0).name());
        steps.get(0).work().put(driver, stream);
      } else if (!steps.isEmpty()) {
        graphs.next().launch(steps, stream);
      }
    } finally {
      driver.announce(announced);
    }
    steps.clear();
  }

  /** Returns what is done with the notes of errors, and forgets it. */
  List<IntConsumer> takeChecks() {
    List<IntConsumer> taken = List.copyOf(checks);
    checks.clear();
    return taken;
  }

  /** Forgets what has been collected, of a run that has failed. */
  void drop() {
    steps.clear();
    last.drop();
    checks.clear();
  }
}
