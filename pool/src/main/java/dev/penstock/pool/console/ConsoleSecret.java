package dev.penstock.pool.console;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the token of a console is: an immutable value, whose text does not contain the token.
 *
 * @param token the token; empty if there is none, or if it is in a file
 * @param file the file with the token
 */
public record ConsoleSecret(Optional<String> token, Optional<Path> file) {
    /** No token. */
    public static final ConsoleSecret NONE = new ConsoleSecret(Optional.empty(), Optional.empty());

    /** The secret of a configuration, in which at most one of both is set. */
    public static ConsoleSecret of(@Nullable String token, @Nullable String file) {
        return new ConsoleSecret(
                Optional.ofNullable(token), Optional.ofNullable(file).map(Path::of));
    }

    @Override
    public String toString() {
        return "ConsoleSecret["
                + (token.isPresent() ? "a token" : file.map(Path::toString).orElse("none")) + "]";
    }
}
