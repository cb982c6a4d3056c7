package dev.penstock.pool;

import java.sql.SQLException;

/**
 * What is asked first whether an exception of the driver ends its connection: an SPI.
 *
 * <p>Called by the thread that got the exception, several at a time. What it throws counts as {@link
 * Override#CONTINUE_EVICT}.
 */
public interface SQLExceptionOverride {
    /** What is to become of the connection. */
    @SuppressWarnings("AvoidCommonTypeNames") // as HikariCP calls it, so that implementations need but another import
    enum Override {
        /** What the pool would do: see the documentation for what it takes as the end of a connection. */
        CONTINUE_EVICT,
        /** It stays. */
        DO_NOT_EVICT,
        /** It is closed when it is given back. */
        MUST_EVICT
    }

    /** What is to become of the connection after {@code exception}. */
    default Override adjudicate(SQLException exception) {
        return Override.CONTINUE_EVICT;
    }
}
