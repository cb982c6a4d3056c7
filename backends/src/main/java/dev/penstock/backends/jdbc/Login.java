package dev.penstock.backends.jdbc;

import java.sql.SQLException;
import java.util.Properties;

/** The properties with which the driver logs in: credentials and settings. Implementations are thread-safe. */
@FunctionalInterface
public interface Login {
    /**
     * The properties for one connection, as a copy that the caller may change. Called on the backend's connect threads
     * for each attempt, and once more if the server refuses the credentials.
     *
     * @throws SQLException if the credentials cannot be obtained
     */
    Properties properties() throws SQLException;

    /**
     * Called on the same thread after the server refused the credentials of {@link #properties}, if they have not
     * changed since.
     *
     * @param refused the properties with the refused credentials
     */
    default void refused(Properties refused) {
        // fixed credentials cannot be renewed
    }

    /** Called on the same thread after the server accepted the credentials of {@link #properties}. */
    default void accepted() {
        // fixed credentials are not counted
    }
}
