package dev.penstock.console.http;

import dev.penstock.pool.console.ConsoleAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The options of a console: an immutable value, whose text does not contain the token.
 *
 * @param token what each request must send as {@code Authorization: Bearer TOKEN}; empty for a console that only this
 *     machine can reach, and that every user of this machine may read
 * @param tokenFile a file whose first line is the token; it is read again after it has changed
 */
public record ConsoleOptions(Optional<String> token, Optional<Path> tokenFile) {
    /** No token. */
    public static final ConsoleOptions DEFAULT = new ConsoleOptions(Optional.empty(), Optional.empty());

    /**
     * Checks the token.
     *
     * @throws IllegalArgumentException if the token is shorter than 16 characters, or has other than visible ASCII
     *     characters, or if there is a file, too; the message does not contain the token
     */
    public ConsoleOptions {
        if (token.isPresent() && !ConsoleAddress.isToken(token.get())) {
            throw new IllegalArgumentException("the token must have at least " + ConsoleAddress.LEAST_TOKEN
                    + " characters, which are visible ASCII characters without spaces");
        }
        if (token.isPresent() && tokenFile.isPresent()) {
            throw new IllegalArgumentException("give a token or the file of a token, and not both");
        }
    }

    /** The same options with a token. */
    public ConsoleOptions withToken(String secret) {
        return new ConsoleOptions(Optional.of(secret), Optional.empty());
    }

    /** The same options with a file whose first line is the token. */
    public ConsoleOptions withTokenFile(Path file) {
        return new ConsoleOptions(Optional.empty(), Optional.of(file));
    }

    /** Whether each request needs a token. */
    boolean isProtected() {
        return token.isPresent() || tokenFile.isPresent();
    }

    @Override
    public String toString() {
        return isProtected() ? "ConsoleOptions[with a token]" : "ConsoleOptions[without a token]";
    }
}
