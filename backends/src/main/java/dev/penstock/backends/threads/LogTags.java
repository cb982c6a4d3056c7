package dev.penstock.backends.threads;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The tags of a log line: the pool, the backend, the slot, the claim and the operation that the line is about. They are
 * in the MDC of the thread that writes the line, until the line is written; then the former values are there again.
 *
 * <p>The form of the line says which facts are tags: the word before a hole is the name of a tag, as in {@code pool {}:
 * backend {} was {} and is {}}. No method throws.
 */
final class LogTags implements AutoCloseable {
    /** The names of the tags: the keys of the MDC. */
    static final List<String> NAMES = List.of("pool", "backend", "slot", "claim", "operation");

    private static final String HOLE = "{}";

    /** The former values of the keys that this object has set; null for a key that had none. */
    private final Map<String, @Nullable String> former = new HashMap<>();

    private LogTags() {}

    /** Puts the tags of a line into the MDC. */
    static LogTags put(String form, Object... facts) {
        LogTags tags = new LogTags();
        int from = 0;
        for (Object fact : facts) {
            int hole = form.indexOf(HOLE, from);
            if (hole < 0) {
                break;
            }
            String name = name(form, hole);
            if (name != null) {
                tags.put(name, String.valueOf(fact));
            }
            from = hole + HOLE.length();
        }
        return tags;
    }

    /** The fact that has the tag {@code sought}, if the form has one. */
    static Optional<String> find(String sought, String form, Object... facts) {
        int from = 0;
        for (Object fact : facts) {
            int hole = form.indexOf(HOLE, from);
            if (hole < 0) {
                break;
            }
            if (sought.equals(name(form, hole))) {
                return Optional.of(String.valueOf(fact));
            }
            from = hole + HOLE.length();
        }
        return Optional.empty();
    }

    /** The word before a hole, if it is the name of a tag. A quotation mark may stand between them. */
    private static @Nullable String name(String form, int hole) {
        int end = hole > 0 && form.charAt(hole - 1) == '\'' ? hole - 1 : hole;
        for (String name : NAMES) {
            int begin = end - name.length() - 1;
            boolean isWord = begin == 0 || (begin > 0 && !Character.isLetter(form.charAt(begin - 1)));
            if (isWord && form.startsWith(name + " ", begin)) {
                return name;
            }
        }
        return null;
    }

    private void put(String name, String value) {
        try {
            if (!former.containsKey(name)) {
                former.put(name, MDC.get(name));
            }
            MDC.put(name, value);
        } catch (RuntimeException | Error e) {
            assert e != null : "a line without tags is still a line";
        }
    }

    @Override
    public void close() {
        former.forEach(LogTags::restore);
    }

    private static void restore(String name, @Nullable String value) {
        try {
            if (value == null) {
                MDC.remove(name);
            } else {
                MDC.put(name, value);
            }
        } catch (RuntimeException | Error e) {
            assert e != null : "the logging system has no MDC";
        }
    }
}
