/* Graphs of launches and of what has been captured from a stream; what is ready takes the device's memory. */
#pragma once

#include "cuda_modules.h"

namespace {
/* Adds a step; it comes after the one before, which the caller has to say. */
int add_step(Node **node, Graph *graph, Node *const *after, size_t count, Works works) {
  size_t size = graph->steps.size();
  if (count != (size == 0 ? 0 : 1) || (count == 1 && after[0]->index != size - 1)) {
    return INVALID_VALUE;
  }
  graph->steps.push_back(std::move(works));
  *node = new Node{size};
  return 0;
}

Works all_of(const Graph &graph) {
  Works all;
  for (const Works &step : graph.steps) {
    all.insert(all.end(), step.begin(), step.end());
  }
  return all;
}
}  // namespace

extern "C" {
int cuStreamBeginCapture_v2(Stream *stream, int mode) {
  BEGIN(true)
  if (stream->captured || capturing) {
    return INVALID_VALUE;
  }
  stream->captured = new Graph;
  capturing = stream;
  isRelaxed = mode == 2;
  return 0;
}

/* A capture ends in any case, if with an error then without a graph. */
int cuStreamEndCapture(Stream *stream, Graph **graph) {
  Call call(__func__, true);
  if (call.error) {
    delete stream->captured;
    stream->captured = 0;
    capturing = 0;
    return call.error;
  }
  if (!stream->captured || capturing != stream) {
    return CAPTURE_UNMATCHED;
  }
  *graph = handle_of(stream->captured);
  stream->captured = 0;
  capturing = 0;
  return 0;
}

int cuGraphCreate(Graph **graph, unsigned) {
  BEGIN(true)
  *graph = handle_of(new Graph);
  return 0;
}

int cuGraphDestroy(Graph *graph) {
  BEGIN(true)
  KNOWN(graph)
  handles.erase(graph);
  delete graph;
  return 0;
}

int cuGraphAddKernelNode_v2(Node **node, Graph *graph, Node *const *after, size_t count, const Launch *launch) {
  BEGIN(true)
  KNOWN(graph)
  return is_valid(*launch) ? add_step(node, graph, after, count, {work_of(*launch)}) : INVALID_VALUE;
}

int cuGraphAddChildGraphNode(Node **node, Graph *graph, Node *const *after, size_t count, Graph *part) {
  BEGIN(true)
  KNOWN(graph)
  KNOWN(part)
  return add_step(node, graph, after, count, all_of(*part));
}

int cuGraphInstantiateWithFlags(Graph **ready, Graph *graph, unsigned long long) {
  BEGIN(true)
  KNOWN(graph)
  int64_t bytes = setting("graphBytes", 0) * graph->steps.size();
  if (!takes(bytes)) {
    return OUT_OF_MEMORY;
  }
  counts["graphs"]++;
  *ready = handle_of(new Graph(*graph));
  (*ready)->bytes = bytes;
  return 0;
}

int cuGraphExecKernelNodeSetParams_v2(Graph *ready, Node *node, const Launch *launch) {
  BEGIN(true)
  KNOWN(ready)
  if (!is_valid(*launch) || node->index >= ready->steps.size()) {
    return INVALID_VALUE;
  }
  counts["updates"]++;
  ready->steps[node->index] = {work_of(*launch)};
  return 0;
}

int cuGraphExecChildGraphNodeSetParams(Graph *ready, Node *node, Graph *part) {
  BEGIN(true)
  KNOWN(ready)
  KNOWN(part)
  Works works = all_of(*part);
  if (works.size() != ready->steps[node->index].size() || setting("changes", 1) == 0) {
    return GRAPH_UPDATE_FAILURE;
  }
  counts["updates"]++;
  ready->steps[node->index] = std::move(works);
  return 0;
}

int cuGraphLaunch(Graph *ready, Stream *stream) {
  BEGIN(true)
  KNOWN(ready)
  counts["graphLaunches"]++;
  counts["steps"] += ready->steps.size();
  Works works = all_of(*ready);
  std::vector<const void *> uses;
  for (const Work &work : works) {
    uses.insert(uses.end(), work.uses.begin(), work.uses.end());
  }
  return submit(stream, [works = std::move(works)] {
    for (const Work &work : works) {
      work.run();
    }
  }, uses);
}

int cuGraphExecDestroy(Graph *ready) {
  BEGIN(true)
  KNOWN(ready)
  handles.erase(ready);
  used[current->device] -= ready->bytes;
  delete ready;
  return 0;
}
}
