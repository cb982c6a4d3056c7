package dev.penstock.console.engine;

import java.time.Instant;
import org.h2.engine.SessionLocal;
import org.h2.util.JSR310Utils;
import org.h2.value.Value;
import org.h2.value.ValueBigint;
import org.h2.value.ValueBoolean;
import org.h2.value.ValueDouble;
import org.h2.value.ValueNull;
import org.h2.value.ValueVarchar;
import org.jspecify.annotations.Nullable;

/**
 * The values of H2 for the values of records. Used by one thread.
 *
 * <p>The records of an hour have few different texts, and one moment in all rows of a second. Their values are kept in
 * a table by hash, in which a new value replaces the one in its place. H2 then also compares them faster, because most
 * equal values are one object.
 */
final class ValueCache {
    private static final int PLACES = 256;

    private final SessionLocal session;
    private final @Nullable Object[] keys = new @Nullable Object[PLACES];
    private final Value[] values = new Value[PLACES];

    ValueCache(SessionLocal session) {
        this.session = session;
    }

    /** The value of H2 for {@code value}, which is of one of the types of a column. */
    Value of(@Nullable Object value) {
        if (value instanceof Double real) {
            return ValueDouble.get(real);
        }
        if (value instanceof Long number) {
            return ValueBigint.get(number);
        }
        if (value instanceof Boolean flag) {
            return ValueBoolean.get(flag);
        }
        return value == null ? ValueNull.INSTANCE : kept(value);
    }

    /** Most equal texts of records are one object, and need no comparison of their characters. */
    @SuppressWarnings("ReferenceEquality")
    private Value kept(Object value) {
        int hash = value.hashCode();
        int place = (hash ^ hash >>> 16) & PLACES - 1;
        if (value != keys[place]) {
            if (!value.equals(keys[place])) {
                values[place] = convert(value);
            }
            keys[place] = value;
        }
        return values[place];
    }

    private Value convert(Object value) {
        if (value instanceof String text) {
            return ValueVarchar.get(text, session);
        }
        return value instanceof Instant moment ? JSR310Utils.instantToValue(moment) : ValueNull.INSTANCE;
    }
}
