package dev.penstock.pool;

import java.sql.SQLException;

/**
 * An SPI that is asked first whether an exception of the driver ends its connection.
 *
 * <p>Called in the thread that got the exception, in several threads at once. An exception of the override counts as
 * {@link Override#CONTINUE_EVICT}.
 */
public interface SQLExceptionOverride {
    /** The decision about a connection. */
    @SuppressWarnings("AvoidCommonTypeNames") // HikariCP's name: implementations only change an import
    enum Override {
        /** The pool decides by its own rules, see "Errors that end a connection" in the documentation. */
        CONTINUE_EVICT,
        /** The connection stays. */
        DO_NOT_EVICT,
        /** The connection is closed when it is returned. */
        MUST_EVICT
    }

    /** The decision about the connection after {@code exception}. */
    default Override adjudicate(SQLException exception) {
        return Override.CONTINUE_EVICT;
    }
}
