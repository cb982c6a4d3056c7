package dev.penstock.pool;

import org.jspecify.annotations.Nullable;

/**
 * As whom to connect: an immutable value, whose text leaves the password out.
 *
 * @param username the user; null for the one that is configured, or the driver's
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
