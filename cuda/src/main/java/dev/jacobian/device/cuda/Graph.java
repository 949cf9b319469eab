package dev.jacobian.device.cuda;

import java.util.List;

/**
 * Work that the device does in order after one call. It is made once; a run whose work differs in
 * numbers and addresses changes the steps that differ, and nothing else.
 */
final class Graph {
  private final Driver driver;
  private List<Step> steps = List.of();
  private long[] nodes = {};
  private long graph;
  private long ready;

  /**
   * One node of a graph.
   *
   * @param name what it does, for errors
   */
  record Step(String name, Work work) {}

  Graph(Driver driver) {
    this.driver = driver;
  }

  /** Puts work into a stream, with one call of the driver if it is that of the run before. */
  void launch(List<Step> now, long stream) {
    driver.announce("");
    if (!hasBecome(now, stream)) {
      make(now, stream);
    }
    driver.launchGraph(ready, stream);
  }

  private boolean hasBecome(List<Step> now, long stream) {
    if (now.size() != steps.size()) {
      return false;
    }
    List<Step> before = steps;
    // Until all is changed, it is neither the one nor the other.
    steps = List.of();
    for (int i = 0; i < nodes.length; i++) {
      Work work = now.get(i).work();
      Work last = before.get(i).work();
      if (work.equals(last)) {
        continue;
      }
      if (work.getClass() != last.getClass() || !work.replace(driver, ready, nodes[i], stream)) {
        return false;
      }
    }
    steps = List.copyOf(now);
    return true;
  }

  private void make(List<Step> now, long stream) {
    free();
    graph = driver.newGraph();
    nodes = new long[now.size()];
    for (int i = 0; i < nodes.length; i++) {
      driver.announce(now.get(i).name());
      nodes[i] = now.get(i).work().add(driver, graph, i == 0 ? 0 : nodes[i - 1], stream);
    }
    driver.announce("");
    ready = driver.makeReady(graph);
    steps = List.copyOf(now);
  }

  /** Gives the graph back. */
  void free() {
    steps = List.of();
    if (ready != 0) {
      driver.freeReady(ready);
      ready = 0;
    }
    if (graph != 0) {
      driver.freeGraph(graph);
      graph = 0;
    }
  }
}
