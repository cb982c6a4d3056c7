package dev.penstock.pool;

import java.sql.SQLException;

/**
 * An SPI that provides the credentials of each connection, for passwords and tokens that change.
 *
 * <p>The pool calls the provider for each connection on the thread that connects, in several threads at once, never in
 * a claim and never under a lock. If the server refuses the credentials, the pool calls the provider once more. A call
 * that takes longer than {@code connectTimeout} is interrupted. If the provider throws or returns null, the attempt
 * fails with an error that names the provider, and is repeated after a pause.
 */
@FunctionalInterface
public interface CredentialsProvider {
    /**
     * The credentials at this moment.
     *
     * @throws SQLException if there are none at this moment
     */
    Credentials getCredentials() throws SQLException;
}
