package dev.jacobian.device.cuda;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What has been put into streams and is not known to be done: an error of a kernel shows when
 * something is waited for later, and one of these has made it. The last ones of each stream are
 * kept.
 */
final class Launches {
  private static final int MOST = 8;

  /** Names of a graph beyond this many characters are left out. */
  private static final int LONGEST = 2000;

  private final boolean isBlocking;
  private final Map<Long, String> names = new ConcurrentHashMap<>();
  private final Map<Long, Line> lines = new ConcurrentHashMap<>();
  private final Map<Long, Mark> marks = new ConcurrentHashMap<>();

  /** What each thread has announced. */
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<String> announced = ThreadLocal.withInitial(() -> "");

  /** What streams that are captured have been given so far. */
  private final Map<Long, List<String>> captured = new ConcurrentHashMap<>();

  /** The launches of one stream. */
  private static final class Line {
    private final Deque<Launched> last = new ArrayDeque<>();

    /** How many there have been, and how many of them are known to be done. */
    private long count;

    private long done;

    synchronized void add(Launched launched) {
      if (last.size() == MOST) {
        last.removeFirst();
      }
      last.addLast(launched);
      count++;
    }

    synchronized long count() {
      return count;
    }

    synchronized void finish(long until) {
      done = Math.max(done, Math.min(until, count));
      while (last.size() > count - done) {
        last.removeFirst();
      }
    }

    synchronized void addTo(StringJoiner all, Launches names) {
      long before = count - done - last.size();
      if (before > 0) {
        all.add(before + " before");
      }
      List<String> shown = last.stream().map(each -> each.describe(names)).toList();
      int same;
      for (int i = 0; i < shown.size(); i += same) {
        same = 1;
        while (i + same < shown.size() && shown.get(i + same).equals(shown.get(i))) {
          same++;
        }
        all.add((same == 1 ? "" : same + " times ") + shown.get(i));
      }
    }
  }

  /** How far a stream had been filled when an event was put into it. */
  private record Mark(long stream, long count) {}

  /** One launch. */
  private sealed interface Launched {
    String describe(Launches names);
  }

  private record Grid(long function, int blocks, int threads) implements Launched {
    @Override
    public String describe(Launches names) {
      return names.name(function) + " on " + blocks + " blocks of " + threads + " threads";
    }
  }

  private record Multiplication(Product product) implements Launched {
    @Override
    public String describe(Launches names) {
      return product.summary();
    }
  }

  private record Whole(long graph) implements Launched {
    @Override
    public String describe(Launches names) {
      return names.name(graph);
    }
  }

  /** One launch of what was announced. */
  private record Announced(String work, Launched launched) implements Launched {
    @Override
    public String describe(Launches names) {
      return work + " (" + launched.describe(names) + ")";
    }
  }

  /**
   * Begins with none.
   *
   * @param isBlocking whether each launch is waited for
   */
  Launches(boolean isBlocking) {
    this.isBlocking = isBlocking;
  }

  boolean isBlocking() {
    return isBlocking;
  }

  /** Says what this thread launches from now on, or nothing if it is empty. */
  void announce(String work) {
    announced.set(work);
  }

  /** Returns what this thread has announced. */
  String announced() {
    return announced.get();
  }

  /** Says what a module, a function or a graph is called. */
  void name(long handle, String name) {
    names.put(handle, name);
  }

  /** Returns what a module, a function or a graph is called. */
  String name(long handle) {
    return names.getOrDefault(handle, "a function");
  }

  /** Adds what a launch of a function does to the name of a graph, each but once. */
  void addLaunch(long graph, long function) {
    addTo(graph, announcedOr(name(function)));
  }

  /** Adds what a part of a graph does to its name; a copy has none. */
  void addPart(long graph, long part) {
    String name = names.get(part);
    if (name != null) {
      addTo(graph, name);
    }
  }

  private String announcedOr(String name) {
    String work = announced.get();
    return work.isEmpty() ? name : work;
  }

  private void addTo(long graph, String part) {
    names.merge(
        graph,
        part,
        (all, next) -> all.length() > LONGEST || all.contains(next) ? all : all + "; " + next);
  }

  /** Forgets what a graph was called. */
  void forget(long graph) {
    names.remove(graph);
  }

  /** Says that a stream is captured. */
  void beginCapture(long stream) {
    captured.put(stream, new ArrayList<>());
  }

  /**
   * Says that what a stream was given has become a graph, or, if it is 0, that it has become none.
   */
  void endCapture(long stream, long graph) {
    List<String> all = captured.remove(stream);
    if (all != null && graph != 0) {
      all.forEach(name -> addTo(graph, name));
    }
  }

  void add(long stream, long function, int blocks, int threads) {
    add(stream, new Grid(function, blocks, threads));
  }

  void add(long stream, Product product) {
    add(stream, new Multiplication(product));
  }

  void addGraph(long stream, long ready) {
    add(stream, new Whole(ready));
  }

  private void add(long stream, Launched launched) {
    List<String> part = captured.get(stream);
    if (part != null) {
      part.add(announcedOr(launched.describe(this)));
    } else {
      lines.computeIfAbsent(stream, key -> new Line()).add(named(launched));
    }
  }

  /** Returns what a launch of this thread does, for an error of its own. */
  String describe(long function, int blocks, int threads) {
    return named(new Grid(function, blocks, threads)).describe(this);
  }

  private Launched named(Launched launched) {
    String work = announced.get();
    return work.isEmpty() ? launched : new Announced(work, launched);
  }

  /** Notes that an event has been put into a stream. */
  void record(long event, long stream) {
    Line line = lines.get(stream);
    marks.put(event, new Mark(stream, line == null ? 0 : line.count()));
  }

  /** Forgets what was launched before an event that has come to pass. */
  void await(long event) {
    Mark mark = marks.get(event);
    Line line = mark == null ? null : lines.get(mark.stream);
    if (mark != null && line != null) {
      line.finish(mark.count);
    }
  }

  /** Forgets the launches of a stream that has been waited for. */
  void finish(long stream) {
    Line line = lines.get(stream);
    if (line != null) {
      line.finish(Long.MAX_VALUE);
    }
  }

  /** Returns the launches that are not known to be done, the newest of each stream last. */
  @Override
  public String toString() {
    StringJoiner all = new StringJoiner("; ").setEmptyValue("nothing");
    lines.values().forEach(line -> line.addTo(all, this));
    return all.toString();
  }
}
