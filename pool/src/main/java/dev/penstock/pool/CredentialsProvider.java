package dev.penstock.pool;

import java.sql.SQLException;

/**
 * What knows as whom to connect, for passwords and tokens that change: an SPI.
 *
 * <p>Asked for each connection on the thread that connects it, several at a time, never by a claim and never under a
 * lock; once more where the server refuses what it said. One that takes longer than the attempt may, is interrupted;
 * one that throws or returns null makes the attempt fail, which is told by its name and repeated after a pause.
 */
@FunctionalInterface
public interface CredentialsProvider {
    /**
     * The credentials at this moment.
     *
     * @throws SQLException if they cannot be had
     */
    Credentials getCredentials() throws SQLException;
}
