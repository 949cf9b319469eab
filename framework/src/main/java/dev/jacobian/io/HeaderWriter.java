package dev.jacobian.io;

import dev.jacobian.shape.DataException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Makes the start of a safetensors file: the header's length and the header, padded so that the
 * values are aligned.
 */
final class HeaderWriter {
  private static final int ALIGNMENT = 8;

  private HeaderWriter() {}

  static byte[] bytes(SafeTensorsHeader header) {
    byte[] json = json(header).getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (padded > SafeTensorsHeader.MAX_BYTES) {
      throw new DataException(
          "safetensors: a header of " + padded + " bytes",
          "at most " + SafeTensorsHeader.MAX_BYTES,
          "write fewer tensors or less metadata");
    }
    byte[] bytes = new byte[Long.BYTES + padded];
    Arrays.fill(bytes, (byte) ' ');
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(json);
    return bytes;
  }

  private static String json(SafeTensorsHeader header) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      if (!header.metadata().isEmpty()) {
        json.writeName(SafeTensorsHeader.METADATA);
        json.writeStartObject();
        for (Map.Entry<String, String> entry : header.metadata().entrySet()) {
          json.writeStringProperty(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      for (SafeTensorsHeader.Entry entry : header.entries()) {
        json.writeName(entry.name());
        json.writeStartObject();
        json.writeStringProperty("dtype", entry.type().name());
        json.writeName("shape");
        writeNumbers(json, entry.shape().dims());
        json.writeName("data_offsets");
        writeNumbers(json, entry.begin(), entry.end());
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void writeNumbers(JsonGenerator json, long... numbers) {
    json.writeStartArray();
    for (long number : numbers) {
      json.writeNumber(number);
    }
    json.writeEndArray();
  }
}
