package dev.jacobian.trainers.tensorboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;

/** What TensorFlow's own classes find in our event files. */
class TensorBoardWriterTest {
  @TempDir Path folder;

  @Test
  void tensorFlowFindsEveryScalar() throws Exception {
    long before = System.currentTimeMillis() / 1000;
    try (TensorBoardWriter writer = TensorBoardWriter.open(folder)) {
      writer.scalars(Map.of("loss/train", 0.5), 1);
      writer.scalars(Map.of("loss/train", Double.NaN), 2);
      writer.scalars(Map.of("accuracy/validation", 0.25), 1_000_000_000_000L);
    }
    List<Event> events = read();
    assertEquals("brain.Event:2", events.get(0).getFileVersion());
    assertEquals(
        List.of("1 loss/train 0.5", "2 loss/train NaN", "1000000000000 accuracy/validation 0.25"),
        scalars(events));
    for (Event event : events) {
      assertTrue(event.getWallTime() >= before && event.getWallTime() < before + 60);
    }
  }

  @Test
  void aRunThatGoesOnSaysWhichStepsAreForgotten() throws Exception {
    try (TensorBoardWriter writer = TensorBoardWriter.open(folder)) {
      writer.scalars(Map.of("loss/train", 1.0), 1);
      writer.scalars(Map.of("loss/train", 2.0), 2);
    }
    try (TensorBoardWriter writer = TensorBoardWriter.resume(folder, 1)) {
      writer.scalars(Map.of("loss/train", 3.0), 2);
    }
    List<Event> events = read();
    assertEquals(
        List.of("1 loss/train 1.0", "2 loss/train 2.0", "2 loss/train 3.0"), scalars(events));
    Event session = events.get(4);
    assertEquals(SessionLog.SessionStatus.START, session.getSessionLog().getStatus());
    assertEquals(2, session.getStep());
    assertEquals(6, events.size());
  }

  private static List<String> scalars(List<Event> events) {
    List<String> scalars = new ArrayList<>();
    for (Event event : events) {
      for (Summary.Value value : event.getSummary().getValueList()) {
        scalars.add(event.getStep() + " " + value.getTag() + " " + value.getSimpleValue());
      }
    }
    return scalars;
  }

  /** Reads the files in the order of their names, as TensorBoard does. */
  private List<Event> read() throws IOException {
    List<Event> events = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.sorted().toList();
    }
    for (Path file : files) {
      assertTrue(file.getFileName().toString().startsWith("events.out.tfevents."));
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining()) {
        byte[] length = new byte[Long.BYTES];
        bytes.get(length);
        assertEquals(masked(length), bytes.getInt(), "the length's checksum");
        byte[] payload =
            new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
        bytes.get(payload);
        assertEquals(masked(payload), bytes.getInt(), "the record's checksum");
        events.add(Event.parseFrom(payload));
      }
    }
    return events;
  }

  /** The checksum of a TFRecord: see TensorFlow's guide "TFRecord and tf.train.Example". */
  private static int masked(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }
}
