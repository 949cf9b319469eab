package dev.jacobian.profile;

import dev.jacobian.autograd.Work;
import dev.jacobian.device.TransferCounter;
import dev.jacobian.io.AtomicFile;
import dev.jacobian.shape.TensorSpec;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes events in the Trace Event Format, as a JSON object: complete events ({@code "ph": "X"})
 * with times in microseconds.
 */
final class ChromeTrace {
  private final JsonGenerator json;
  private final long process = ProcessHandle.current().pid();
  private final long thread;

  private ChromeTrace(JsonGenerator json, long thread) {
    this.json = json;
    this.thread = thread;
  }

  static void write(Path file, Thread thread, List<Event> events, ProfileReport report) {
    AtomicFile.replace(
        file,
        channel -> {
          // Neither is closed: the channel is still to be forced to the disk.
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
          JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out);
          new ChromeTrace(json, thread.getId()).write(thread.getName(), events, report);
          json.flush();
          out.flush();
        });
  }

  private void write(String threadName, List<Event> events, ProfileReport report) {
    json.writeStartObject();
    json.writeStringProperty("displayTimeUnit", "ns");
    json.writeName("otherData");
    writeTotals(report);
    json.writeName("traceEvents");
    json.writeStartArray();
    writeName("process_name", "Jacobian");
    writeName("thread_name", threadName);
    events.forEach(this::writeEvent);
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeTotals(ProfileReport report) {
    json.writeStartObject();
    json.writeNumberProperty("events", report.events());
    json.writeNumberProperty("events in this trace", report.keptEvents());
    for (ProfileReport.Transfers transfers : report.transfers()) {
      TransferCounter.Snapshot counts = transfers.counts();
      String device = transfers.device().toString();
      json.writeNumberProperty(device + " uploads", counts.uploads());
      json.writeNumberProperty(device + " uploaded bytes", counts.uploadedBytes());
      json.writeNumberProperty(device + " downloads", counts.downloads());
      json.writeNumberProperty(device + " downloaded bytes", counts.downloadedBytes());
    }
    json.writeEndObject();
  }

  /** Writes what a viewer shows instead of a number. */
  private void writeName(String what, String name) {
    writeStart(what, "M");
    json.writeName("args");
    json.writeStartObject();
    json.writeStringProperty("name", name);
    json.writeEndObject();
    json.writeEndObject();
  }

  private void writeEvent(Event event) {
    writeStart(event.name(), "X");
    json.writeStringProperty("cat", event.category());
    writeTime("ts", event.start());
    writeTime("dur", event.nanos());
    if (event.subject() instanceof Work work) {
      json.writeName("args");
      json.writeStartObject();
      json.writeStringProperty("inputs", text(work.inputs()));
      json.writeStringProperty("outputs", text(work.outputs()));
      json.writeNumberProperty("bytes", work.bytes());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void writeStart(String name, String type) {
    json.writeStartObject();
    json.writeStringProperty("name", name);
    json.writeStringProperty("ph", type);
    json.writeNumberProperty("pid", process);
    json.writeNumberProperty("tid", thread);
  }

  /** Writes nanoseconds as microseconds, exactly. */
  private void writeTime(String name, long nanos) {
    json.writeName(name);
    json.writeNumber(String.format(Locale.ROOT, "%d.%03d", nanos / 1000, nanos % 1000));
  }

  private static String text(List<TensorSpec> specs) {
    return specs.stream().map(TensorSpec::toString).collect(Collectors.joining(", "));
  }
}
