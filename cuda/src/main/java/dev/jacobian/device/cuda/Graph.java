package dev.jacobian.device.cuda;

import java.util.List;

/**
 * Work that the device does in order after one call. It is made once; a run whose work differs in
 * numbers and addresses changes the steps that differ, and nothing else.
 */
final class Graph {
  private final Driver driver;
  private List<Work> works = List.of();
  private long[] nodes = {};
  private long graph;
  private long ready;

  Graph(Driver driver) {
    this.driver = driver;
  }

  /** Puts work into a stream, with one call of the driver if it is that of the run before. */
  void launch(List<Work> now, long stream) {
    if (!hasBecome(now, stream)) {
      make(now, stream);
    }
    driver.launchGraph(ready, stream);
  }

  private boolean hasBecome(List<Work> now, long stream) {
    if (now.size() != works.size()) {
      return false;
    }
    List<Work> before = works;
    // Until all is changed, it is neither the one nor the other.
    works = List.of();
    for (int i = 0; i < nodes.length; i++) {
      Work work = now.get(i);
      if (work.equals(before.get(i))) {
        continue;
      }
      if (work.getClass() != before.get(i).getClass()
          || !work.replace(driver, ready, nodes[i], stream)) {
        return false;
      }
    }
    works = List.copyOf(now);
    return true;
  }

  private void make(List<Work> now, long stream) {
    free();
    graph = driver.newGraph();
    nodes = new long[now.size()];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = now.get(i).add(driver, graph, i == 0 ? 0 : nodes[i - 1], stream);
    }
    ready = driver.makeReady(graph);
    works = List.copyOf(now);
  }

  /** Gives the graph back. */
  void free() {
    works = List.of();
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
