package dev.penstock.console.http;

import dev.penstock.pool.console.ConsoleAddress;
import java.util.Optional;

/**
 * The options of a console: an immutable value, whose text does not contain the token.
 *
 * @param token what each request must send as {@code Authorization: Bearer TOKEN}; empty for a console that only this
 *     machine can reach, and that every user of this machine may read
 */
public record ConsoleOptions(Optional<String> token) {
    /** No token. */
    public static final ConsoleOptions DEFAULT = new ConsoleOptions(Optional.empty());

    /**
     * Checks the token.
     *
     * @throws IllegalArgumentException if the token is shorter than 16 characters, or has other than visible ASCII
     *     characters; the message does not contain it
     */
    public ConsoleOptions {
        if (token.isPresent() && !ConsoleAddress.isToken(token.get())) {
            throw new IllegalArgumentException("the token must have at least " + ConsoleAddress.LEAST_TOKEN
                    + " characters, which are visible ASCII characters without spaces");
        }
    }

    /** The same options with a token. */
    public ConsoleOptions withToken(String secret) {
        return new ConsoleOptions(Optional.of(secret));
    }

    @Override
    public String toString() {
        return token.isPresent() ? "ConsoleOptions[with a token]" : "ConsoleOptions[without a token]";
    }
}
