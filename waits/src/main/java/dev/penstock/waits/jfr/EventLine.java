package dev.penstock.waits.jfr;

import java.util.Set;
import jdk.jfr.Timespan;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

/** An event as a JSON object in one line. A field without a value is left out. */
final class EventLine {
    /** The fields that each event has. They are written first, under other names. */
    private static final Set<String> COMMON = Set.of("startTime", "duration", "eventThread", "stackTrace");

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int FIRST_PRINTABLE = 0x20;

    private EventLine() {}

    static String of(RecordedEvent event) {
        StringBuilder line = new StringBuilder("{\"time\":");
        text(line, event.getStartTime().toString());
        text(line.append(",\"event\":"), event.getEventType().getName());
        long nanos = event.getDuration().toNanos();
        if (nanos > 0) {
            line.append(",\"duration_seconds\":").append(nanos / NANOS_PER_SECOND);
        }
        RecordedThread thread = event.getThread();
        if (thread != null) {
            String name = thread.getJavaName();
            text(line.append(",\"thread\":"), name == null ? "" : name);
        }
        for (ValueDescriptor field : event.getFields()) {
            if (!COMMON.contains(field.getName())) {
                field(line, event, field);
            }
        }
        return line.append("}\n").toString();
    }

    private static void field(StringBuilder line, RecordedEvent event, ValueDescriptor field) {
        String name = field.getName();
        Object value = event.getValue(name);
        if (value == null) {
            return;
        }
        if (field.getAnnotation(Timespan.class) != null) {
            text(line.append(','), name + "_seconds");
            line.append(':').append(event.getDuration(name).toNanos() / NANOS_PER_SECOND);
            return;
        }
        text(line.append(','), name);
        line.append(':');
        if (value instanceof Number || value instanceof Boolean) {
            line.append(value);
        } else {
            text(line, value.toString());
        }
    }

    private static void text(StringBuilder line, String text) {
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '"' || character == '\\') {
                line.append('\\').append(character);
            } else if (character < FIRST_PRINTABLE || Character.isSurrogate(character) || character == '\u007f') {
                line.append(String.format("\\u%04x", (int) character));
            } else {
                line.append(character);
            }
        }
        line.append('"');
    }
}
