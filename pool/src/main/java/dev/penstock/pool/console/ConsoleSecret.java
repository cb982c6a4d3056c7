package dev.penstock.pool.console;

import dev.penstock.pool.config.PropertyMap;
import dev.penstock.pool.config.PropertyTable;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the token of a console is: an immutable value, whose text does not contain the token.
 *
 * @param token the token; empty if there is none, or if it is in a file
 * @param file the file with the token
 */
public record ConsoleSecret(Optional<String> token, Optional<Path> file) {
    /** No token. */
    public static final ConsoleSecret NONE = new ConsoleSecret(Optional.empty(), Optional.empty());

    /** The secret of a configuration, of which at most one of both is set. */
    public static ConsoleSecret of(PropertyMap properties) {
        return new ConsoleSecret(
                Optional.ofNullable(properties.find(PropertyTable.CONSOLE_TOKEN)),
                Optional.ofNullable(properties.find(PropertyTable.CONSOLE_TOKEN_FILE))
                        .map(Path::of));
    }

    @Override
    public String toString() {
        return "ConsoleSecret["
                + (token.isPresent() ? "a token" : file.map(Path::toString).orElse("none")) + "]";
    }
}
