package dev.syncer.rpc.core.json;

import dev.syncer.api.Binary;
import dev.syncer.api.Ref;
import dev.syncer.core.change.RecordJson;
import dev.syncer.core.model.Row;
import java.math.BigDecimal;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/** How the values of fields are written. Dates and numbers go as Jackson writes them. */
final class WireValues {
  private WireValues() {}

  static SimpleModule module() {
    return new SimpleModule("syncer")
        .addSerializer(Instant.class, new TimeSerializer())
        .addSerializer(BigDecimal.class, new DecimalSerializer())
        .addSerializer(Ref.class, new RefSerializer())
        .addSerializer(Binary.class, new BinarySerializer())
        .addSerializer(Row.class, new RecordSerializer());
  }

  private static final class TimeSerializer extends ValueSerializer<Instant> {
    @Override
    public void serialize(Instant value, JsonGenerator out, SerializationContext context) {
      out.writeString(RecordJson.text(value));
    }
  }

  /** A string, so that no client rounds it. */
  private static final class DecimalSerializer extends ValueSerializer<BigDecimal> {
    @Override
    public void serialize(BigDecimal value, JsonGenerator out, SerializationContext context) {
      out.writeString(value.toPlainString());
    }
  }

  private static final class BinarySerializer extends ValueSerializer<Binary> {
    @Override
    public void serialize(Binary value, JsonGenerator out, SerializationContext context) {
      RecordJson.writeBinary(out, value);
    }
  }

  private static final class RefSerializer extends ValueSerializer<Ref> {
    @Override
    public void serialize(Ref value, JsonGenerator out, SerializationContext context) {
      out.writeStartArray();
      out.writeNumber(value.id());
      out.writeString(value.name().orElse("#" + value.id()));
      out.writeEndArray();
    }
  }

  /** As notifications and snapshots have it, to the byte. */
  private static final class RecordSerializer extends ValueSerializer<Row> {
    @Override
    public void serialize(Row value, JsonGenerator out, SerializationContext context) {
      RecordJson.writeEntire(out, value);
    }
  }
}
