package dev.penstock.pool.instrument;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of records, compressed by gzip: the word {@code PSTK}, the version, the pool, the moment, then each table
 * with its columns and rows. A text is written once and then named by its number. Thread-safe.
 */
public final class StatsCodec {
    private static final int MAGIC = 0x5053544b;
    private static final int NULL = 0;
    private static final int VALUE = 1;
    private static final int LONGEST_TEXT = 16 << 20;
    private static final int BUFFER = 8_192;

    /** A table without columns could have any number of rows in no bytes. */
    private static final int MOST_COLUMNS = 1_000;

    /** The most bytes of records before their compression: a few bytes from a stranger must not fill the memory. */
    private static final long MOST_BYTES = 512L << 20;

    private static final StatsColumn.Type[] TYPES = StatsColumn.Type.values();

    private StatsCodec() {}

    /** The bytes of {@code records}. */
    public static byte[] encode(StatsRecords records) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // Without the buffer, each byte is a native call of the compression.
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(new GZIPOutputStream(bytes, BUFFER), BUFFER))) {
            new Writer(out).write(records);
        } catch (IOException e) {
            throw new UncheckedIOException("records cannot be written", e);
        }
        return bytes.toByteArray();
    }

    /**
     * The records of {@code bytes}. The columns have no description.
     *
     * @throws IOException if the bytes are none of {@link #encode}, or are of another version; the message says which
     */
    public static StatsRecords decode(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(
                new BoundedInput(new GZIPInputStream(new ByteArrayInputStream(bytes), BUFFER), MOST_BYTES), BUFFER))) {
            return new Reader(in).read();
        } catch (EOFException e) {
            throw new IOException("these records of a Penstock pool are cut off", e);
        } catch (ZipException | RuntimeException e) {
            throw new IOException("these are no records of a Penstock pool: " + e, e);
        }
    }

    /**
     * Checks the version of a pool's format.
     *
     * @throws IOException if this code cannot read it
     */
    public static void requireVersion(int version) throws IOException {
        if (version != Instrument.VERSION) {
            String other = version > Instrument.VERSION ? "newer" : "older";
            throw new IOException("the pool is of a" + (version > Instrument.VERSION ? " " : "n ") + other
                    + " release: it writes version " + version + " of its records, and this console reads version "
                    + Instrument.VERSION + ". Use the penstock-console of the pool's release");
        }
    }

    private record Writer(DataOutputStream out, Map<String, Integer> texts) {
        Writer(DataOutputStream out) {
            this(out, new HashMap<>());
        }

        void write(StatsRecords records) throws IOException {
            out.writeInt(MAGIC);
            out.writeInt(Instrument.VERSION);
            text(records.pool());
            moment(records.takenAt());
            out.writeInt(records.tables().size());
            for (Map.Entry<String, StatsRows> table : records.tables().entrySet()) {
                text(table.getKey());
                rows(table.getValue());
            }
        }

        private void rows(StatsRows rows) throws IOException {
            List<StatsColumn> columns = rows.columns();
            out.writeInt(columns.size());
            for (StatsColumn column : columns) {
                text(column.name());
                out.writeByte(column.type().ordinal());
            }
            int size = rows.size();
            out.writeInt(size);
            for (int row = 0; row < size; row++) {
                for (int column = 0; column < columns.size(); column++) {
                    value(rows.value(row, column));
                }
            }
        }

        private void value(@Nullable Object value) throws IOException {
            out.writeByte(value == null ? NULL : VALUE);
            if (value instanceof String text) {
                text(text);
            } else if (value instanceof Long number) {
                out.writeLong(number);
            } else if (value instanceof Double real) {
                out.writeDouble(real);
            } else if (value instanceof Boolean flag) {
                out.writeBoolean(flag);
            } else if (value instanceof Instant moment) {
                moment(moment);
            }
        }

        private void moment(Instant value) throws IOException {
            out.writeLong(value.getEpochSecond());
            out.writeInt(value.getNano());
        }

        private void text(String value) throws IOException {
            Integer known = texts.putIfAbsent(value, texts.size());
            out.writeInt(known == null ? texts.size() - 1 : known);
            if (known == null) {
                byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                out.writeInt(bytes.length);
                out.write(bytes);
            }
        }
    }

    private record Reader(DataInputStream in, List<String> texts) {
        Reader(DataInputStream in) {
            this(in, new ArrayList<>());
        }

        StatsRecords read() throws IOException {
            if (in.readInt() != MAGIC) {
                throw new IOException("these are no records of a Penstock pool");
            }
            requireVersion(in.readInt());
            String pool = text();
            Instant takenAt = Instant.ofEpochSecond(in.readLong(), in.readInt());
            Map<String, StatsRows> tables = new HashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                tables.put(text(), rows());
            }
            return new StatsRecords(pool, takenAt, tables);
        }

        private StatsRows rows() throws IOException {
            List<StatsColumn> columns = new ArrayList<>();
            int width = in.readInt();
            if (width < 1 || width > MOST_COLUMNS) {
                throw new IOException("these are no records of a Penstock pool: a table has " + width + " columns");
            }
            for (int left = width; left > 0; left--) {
                columns.add(new StatsColumn(text(), TYPES[in.readByte()], ""));
            }
            int size = in.readInt();
            List<@Nullable Object[]> rows = new ArrayList<>();
            for (int row = 0; row < size; row++) {
                @Nullable Object[] values = new @Nullable Object[columns.size()];
                for (int column = 0; column < values.length; column++) {
                    values[column] = in.readByte() == NULL
                            ? null
                            : value(columns.get(column).type());
                }
                rows.add(values);
            }
            return new DecodedRows(columns, rows);
        }

        private Object value(StatsColumn.Type type) throws IOException {
            return switch (type) {
                case TEXT -> text();
                case LONG -> in.readLong();
                case DOUBLE -> in.readDouble();
                case BOOLEAN -> in.readBoolean();
                case TIME -> Instant.ofEpochSecond(in.readLong(), in.readInt());
            };
        }

        private String text() throws IOException {
            int number = in.readInt();
            if (number < texts.size()) {
                return texts.get(number);
            }
            int length = in.readInt();
            if (length < 0 || length > LONGEST_TEXT) {
                throw new IOException("these are no records of a Penstock pool: a text has " + length + " bytes");
            }
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException();
            }
            String value = new String(bytes, StandardCharsets.UTF_8);
            texts.add(value);
            return value;
        }
    }

    /** Ends with an error after a number of bytes. */
    private static final class BoundedInput extends FilterInputStream {
        private long left;

        BoundedInput(InputStream in, long most) {
            super(in);
            this.left = most;
        }

        private void count(long read) throws IOException {
            left -= read;
            if (left < 0) {
                throw new IOException("these records are larger than " + (MOST_BYTES >> 20) + " MiB");
            }
        }

        @Override
        public int read() throws IOException {
            count(1);
            return super.read();
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int read = super.read(bytes, from, length);
            count(Math.max(0, read));
            return read;
        }
    }

    private record DecodedRows(List<StatsColumn> columns, List<@Nullable Object[]> rows) implements StatsRows {
        @Override
        public int size() {
            return rows.size();
        }

        @Override
        public @Nullable Object value(int row, int column) {
            return rows.get(row)[column];
        }
    }
}
