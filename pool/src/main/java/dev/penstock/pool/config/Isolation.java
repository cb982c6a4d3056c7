package dev.penstock.pool.config;

import java.sql.Connection;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The transaction isolations by name. */
final class Isolation {
    private static final Map<String, Integer> LEVELS = new TreeMap<>(Map.of(
            "TRANSACTION_NONE", Connection.TRANSACTION_NONE,
            "TRANSACTION_READ_UNCOMMITTED", Connection.TRANSACTION_READ_UNCOMMITTED,
            "TRANSACTION_READ_COMMITTED", Connection.TRANSACTION_READ_COMMITTED,
            "TRANSACTION_REPEATABLE_READ", Connection.TRANSACTION_REPEATABLE_READ,
            "TRANSACTION_SERIALIZABLE", Connection.TRANSACTION_SERIALIZABLE,
            "TRANSACTION_SQL_SERVER_SNAPSHOT_ISOLATION_LEVEL", 4096));

    private Isolation() {}

    /** The level with that name (in any case) or number; empty if the name is null or unknown. */
    static OptionalInt level(@Nullable String name) {
        if (name == null) {
            return OptionalInt.empty();
        }
        String upper = name.strip().toUpperCase(Locale.ROOT);
        for (Map.Entry<String, Integer> known : LEVELS.entrySet()) {
            if (known.getKey().equals(upper) || known.getValue().toString().equals(upper)) {
                return OptionalInt.of(known.getValue());
            }
        }
        return OptionalInt.empty();
    }

    static String names() {
        return String.join(", ", LEVELS.keySet());
    }
}
