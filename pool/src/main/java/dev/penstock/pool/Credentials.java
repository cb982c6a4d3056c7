package dev.penstock.pool;

import org.jspecify.annotations.Nullable;

/**
 * The user and password of a connection: an immutable value, whose text does not contain the password.
 *
 * @param username the user; null for the configured user, or the driver's
 * @param password the password or token; null for none
 */
public record Credentials(
        @Nullable String username, @Nullable String password) {
    /** Credentials of a user. */
    public static Credentials of(@Nullable String username, @Nullable String password) {
        return new Credentials(username, password);
    }

    /** The user, see {@link #username}. */
    public @Nullable String getUsername() {
        return username;
    }

    /** The password, see {@link #password}. */
    public @Nullable String getPassword() {
        return password;
    }

    @Override
    public String toString() {
        return "credentials of " + (username == null ? "the configured user" : username);
    }
}
