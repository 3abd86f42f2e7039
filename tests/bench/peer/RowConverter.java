package shouwen.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;

/**
 * The rows of peer_rows.c as Connect sees them.
 *
 * <p>Knows no column by name: the file of the setting "description" has them, a line each of table, column, type, and
 * "key" or "-". A topic is named as its table. As the converter of keys it yields the key columns alone.
 */
public final class RowConverter implements Converter {
    private enum Type {
        TEXT, BYTES, BIGINT, INTEGER, BOOLEAN, UUID, TIME
    }

    private static final class Table {
        final List<Type> types = new ArrayList<>();
        final SchemaBuilder builder;
        Schema schema;
        Field[] fields;

        Table(String name) {
            builder = SchemaBuilder.struct().name(name);
        }

        void add(String column, Type type, boolean isKey) {
            types.add(type);
            builder.field(column, schemaOf(type, isKey));
        }

        void finish() {
            schema = builder.build();
            fields = schema.fields().toArray(new Field[0]);
        }
    }

    private final Map<String, Table> tables = new HashMap<>();

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        try {
            for (String line : Files.readAllLines(Path.of((String) settings.get("description")))) {
                String[] words = line.split("\t");
                boolean isKeyColumn = words[3].equals("key");
                if (isKeyColumn || !isKey) {
                    tables.computeIfAbsent(words[0], Table::new)
                            .add(words[1], Type.valueOf(words[2].toUpperCase()), isKeyColumn);
                }
            }
        } catch (IOException e) {
            throw new DataException("the description cannot be read", e);
        }
        tables.values().forEach(Table::finish);
    }

    /** Times go as microseconds, which the sink binds as a local time of UTC. */
    private static Schema schemaOf(Type type, boolean isKey) {
        switch (type) {
            case TEXT:
                return Schema.STRING_SCHEMA;
            case BYTES:
                return Schema.BYTES_SCHEMA;
            case BIGINT:
                return Schema.INT64_SCHEMA;
            case INTEGER:
                return Schema.INT32_SCHEMA;
            case BOOLEAN:
                return Schema.BOOLEAN_SCHEMA;
            case UUID:
                SchemaBuilder uuid = SchemaBuilder.string().name("io.debezium.data.Uuid");
                return isKey ? uuid.build() : uuid.optional().build();
            case TIME:
                return SchemaBuilder.int64().name("io.debezium.time.MicroTimestamp").optional().build();
        }
        throw new AssertionError(type);
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte[] bytes) {
        Table table = tables.get(topic);
        if (table == null) {
            throw new DataException("topic " + topic + " is not described");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Struct row = new Struct(table.schema);
        for (int i = 0; i < table.fields.length; i++) {
            row.put(table.fields[i], value(in, table.types.get(i)));
        }
        return new SchemaAndValue(table.schema, row);
    }

    /** No time is 0 and no id is all zero: NULL. */
    private static Object value(ByteBuffer in, Type type) {
        switch (type) {
            case TEXT:
                int len = in.getInt();
                String text = new String(in.array(), in.position(), len, StandardCharsets.UTF_8);
                in.position(in.position() + len);
                return text;
            case BYTES:
                byte[] kept = new byte[in.getInt()];
                in.get(kept);
                return kept;
            case BIGINT:
                return in.getLong();
            case INTEGER:
                return in.getInt();
            case BOOLEAN:
                return in.get() != 0;
            case UUID:
                long high = in.getLong();
                long low = in.getLong();
                return high == 0 && low == 0 ? null : new UUID(high, low).toString();
            case TIME:
                long at = in.getLong();
                return at == 0 ? null : at;
        }
        throw new AssertionError(type);
    }

    @Override
    public byte[] fromConnectData(String topic, Schema schema, Object value) {
        throw new UnsupportedOperationException("rows are only read");
    }
}
